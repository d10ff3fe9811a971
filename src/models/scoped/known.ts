/** Which collections are scoped, by connection: only those may be joined. */
import type { Connection } from 'mongoose';

const collections = new WeakMap<Connection, Set<string>>();

export function remember(connection: Connection, collection: string): void {
  const known = collections.get(connection) ?? new Set();
  collections.set(connection, known.add(collection));
}

export function isRemembered(connection: Connection, collection: string): boolean {
  return collections.get(connection)?.has(collection) ?? false;
}
