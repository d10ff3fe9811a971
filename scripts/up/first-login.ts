/**
 * So that whoever starts Trunkline for the first time can get in: an administrator, a tenant to try things with, and
 * an API key of it. Made once, and kept for its owner alone in a file of the data folder, to be shown at every start.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, createApp } from '../../src/app.ts';
import { type Caller, platformTenantId } from '../../src/core/caller.ts';
import { readConfig } from '../../src/core/config/index.ts';
import { TrunklineError } from '../../src/core/errors.ts';
import { newId } from '../../src/core/ids.ts';
import { createLogger } from '../../src/core/logger/index.ts';
import { keyScopes, permissionsOf } from '../../src/core/permissions.ts';
import { scopeFromAuthentication } from '../../src/core/tenancy.ts';
import { connectSandbox } from './demonstration.ts';
import type { Environment } from './environment.ts';

export interface FirstLogin {
  readonly email: string;
  readonly password: string;
  /** Missing where the start was ended before there was one. */
  readonly apiKey?: string;
  /** The tenant to try things with. */
  readonly tenant?: { readonly id: string; readonly madeBy: string };
}

const name = 'First administrator';
const email = 'admin@trunkline.example';

/** `product`: the environment of the server. Undefined where somebody else has made the administrators. */
export async function firstLogin(
  data: string,
  product: Environment,
  sandbox: string | undefined,
): Promise<FirstLogin | undefined> {
  const app = await createApp(readConfig(product), createLogger('error', process.stderr));
  try {
    const login = await made(app, join(data, 'first-login.json'));
    if (login?.tenant !== undefined && sandbox !== undefined) {
      const { id, madeBy } = login.tenant;
      await connectSandbox(app, administrator(madeBy, id), sandbox);
    }
    return login;
  } finally {
    await app.closing.close();
  }
}

/** The file may be older than the database, which somebody has replaced: then it says what is made there anew. */
async function made(app: App, file: string): Promise<FirstLogin | undefined> {
  const kept = readLogin(file);
  const { password } = kept ?? { password: randomBytes(12).toString('base64url') };
  const keep = (login: FirstLogin) => writeLogin(file, login);
  // Before: a password that nobody has kept would lock everybody out for good.
  if (kept === undefined) keep({ email, password });
  try {
    const { _id } = await app.people.createFirst({ email, password, name }, newId('req'));
    const login = { email, password, ...(await newTenant(app, _id)) };
    keep(login);
    return login;
  } catch (error) {
    if (!(error instanceof TrunklineError) || error.code !== 'ADMINISTRATOR_EXISTS') throw error;
    if (kept === undefined) rmSync(file);
    return kept;
  }
}

function readLogin(file: string): FirstLogin | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as FirstLogin;
  } catch (error) {
    throw new Error(
      `${file} cannot be read: ${(error as Error).message}. It holds nothing but the first login. Remove it and ` +
        `start anew; where an administrator exists already, \`npm run trunkline -- users reset-password ${email} ` +
        '--show` makes a new password.',
    );
  }
}

/** Whole or not at all: a full disk, or an end at a bad moment, must not cost the one place where the password stands. */
function writeLogin(file: string, login: FirstLogin): void {
  const aside = `${file}.new`;
  writeFileSync(aside, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(aside, file);
}

async function newTenant({ tenants, keys }: App, administratorId: string) {
  const tenant = await tenants.create(administrator(administratorId, platformTenantId), {
    name: 'Demonstration',
    slug: 'demonstration',
    currency: 'USD',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    billingMethod: 'none',
  });
  const { secret } = await keys.create(administrator(administratorId, tenant.id), {
    name: 'Made by npm run up',
    mode: 'test',
    scopes: [...keyScopes],
    expiresAt: null,
  });
  return { apiKey: secret, tenant: { id: tenant.id, madeBy: administratorId } };
}

export function administrator(id: string, tenantId: string): Caller {
  return {
    kind: 'user',
    id,
    name,
    tenantId,
    role: 'administrator',
    permissions: permissionsOf('administrator'),
    scope: scopeFromAuthentication({ tenantId }),
    sessionId: undefined,
    requestId: newId('req'),
    ip: '127.0.0.1',
  };
}
