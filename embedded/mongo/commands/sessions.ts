import { randomBytes } from 'node:crypto';
import { Binary } from 'bson';
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import type { Command } from './command.ts';

export function startSession(): Doc {
  return { id: { id: new Binary(randomBytes(16), Binary.SUBTYPE_UUID) }, timeoutMinutes: 30 };
}

/** A session holds nothing but the cursors that were opened in it. */
export function endSessions(engine: Engine, { body, name }: Command): Doc {
  const sessions = (Array.isArray(body[name]) ? body[name] : []) as ({ id?: unknown } | null)[];
  for (const session of sessions) {
    if (session?.id instanceof Binary) engine.cursors.endSession(session.id.toString('hex'));
  }
  return {};
}

export function noAuthentication(): Doc {
  throw new MongoError(18, 'this server has no authentication: leave user and password out of the address');
}

export function refreshSessions(): Doc {
  return {};
}

export function noTransactions(_engine: Engine, { name }: Command): Doc {
  throw new MongoError(20, `${name}: the embedded engine does not support transactions`);
}
