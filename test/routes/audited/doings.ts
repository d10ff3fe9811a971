/**
 * How each route that is audited is brought to do what it does, once. A row of the table that is missing here fails
 * the guard.
 */
import type { TestApp } from '../../helpers/app.ts';

export interface World extends Pick<TestApp, 'app' | 'fetch'> {
  readonly tenantId: string;
  /** Of somebody who may do everything, in that tenant. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Doing {
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes what is needed for it first. */
export const doings: Readonly<Record<string, (world: World) => Doing | Promise<Doing>>> = {
  'GET /v1/audit/export': () => ({ path: '/v1/audit/export' }),
};
