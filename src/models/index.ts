/** Every collection of the product, with the indexes that its promises rest on. */
import type { Connection } from 'mongoose';
import { asked } from './failures.ts';
import { leasesIn } from './lease.ts';

export type Models = Awaited<ReturnType<typeof openModels>>;

/** Resolves when every index is there: no unique key may be missing when the first document comes. */
export async function openModels(connection: Connection) {
  const models = { leases: leasesIn(connection) };
  await asked(() => Promise.all(Object.values(connection.models).map((model) => model.createIndexes())));
  return models;
}
