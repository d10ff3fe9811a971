export { ConfigError, readConfig } from './read.ts';
export type { Config } from './schema.ts';
