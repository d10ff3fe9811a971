import type { Config } from './config/index.ts';

/** The address under which providers, tenants and browsers reach Trunkline, without a slash at its end. */
export const publicAddress = ({ PUBLIC_URL, HOST, PORT }: Pick<Config, 'PUBLIC_URL' | 'HOST' | 'PORT'>) =>
  PUBLIC_URL ?? `http://${HOST}:${PORT}`;
