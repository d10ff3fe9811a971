/** The numbers of collections and indexes that were dropped and whose entries are not all removed yet. */
import type { Env } from './env.ts';

export function remnants(env: Env, limit?: number): number[] {
  const range = { start: Buffer.from('g'), end: Buffer.from('h'), ...(limit !== undefined && { limit }) };
  return [...env.meta.getKeys(range)].map((key) => key.readUInt32BE(1));
}
