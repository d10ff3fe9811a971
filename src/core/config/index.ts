export { ConfigError, describe, readConfig, type Variable } from './read.ts';
export { type Config, sections } from './schema.ts';
