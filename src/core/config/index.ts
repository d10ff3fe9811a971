export { ConfigError, describe, readConfig, readVariables, type Variable } from './read.ts';
export { type Config, sections } from './schema.ts';
