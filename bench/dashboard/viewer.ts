/** Somebody who may look at every tenant. */
import { randomBytes } from 'node:crypto';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/core/config/index.ts';
import { newId } from '../../src/core/ids.ts';
import { createLogger } from '../../src/core/logger/index.ts';
import type { Environment } from '../server/ground.ts';

export interface Viewer {
  readonly email: string;
  readonly password: string;
}

export async function makeViewer(environment: Environment): Promise<Viewer> {
  const app = await createApp(readConfig(environment), createLogger('error', process.stderr));
  try {
    const login = { email: 'viewer@trunkline.example', password: randomBytes(12).toString('base64url') };
    await app.people.createFirst({ ...login, name: 'A benchmark' }, newId('req'));
    return login;
  } finally {
    await app.closing.close();
  }
}
