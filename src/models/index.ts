/** Every collection of the product, with the indexes that its promises rest on. */
import type { Connection } from 'mongoose';
import { auditAnchorsIn } from './audit-anchors.ts';
import { auditEntriesIn } from './audit-entries.ts';
import { auditSubjectsIn } from './audit-subjects.ts';
import { asked } from './failures.ts';
import { leasesIn } from './lease.ts';
import { quotasIn } from './quotas.ts';

export type Models = Awaited<ReturnType<typeof openModels>>;

/** Resolves when every index is there: no unique key may be missing when the first document comes. */
export async function openModels(connection: Connection) {
  const models = {
    leases: leasesIn(connection),
    auditEntries: auditEntriesIn(connection),
    auditAnchors: auditAnchorsIn(connection),
    auditSubjects: auditSubjectsIn(connection),
    quotas: quotasIn(connection),
  };
  await asked(() => Promise.all(Object.values(connection.models).map((model) => model.createIndexes())));
  return models;
}
