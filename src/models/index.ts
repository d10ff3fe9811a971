/** Every collection of the product, with the indexes that its promises rest on. */
import type { Connection } from 'mongoose';
import { apiKeysIn } from './api-keys.ts';
import { auditAnchorsIn } from './audit-anchors.ts';
import { auditEntriesIn } from './audit-entries.ts';
import { auditSubjectsIn } from './audit-subjects.ts';
import { callHomesIn } from './call-homes.ts';
import { callNotesIn } from './call-notes.ts';
import { callsIn } from './calls.ts';
import { connectionsIn } from './connections.ts';
import { erasuresIn } from './erasures.ts';
import { eventsIn } from './events.ts';
import { factsIn } from './facts.ts';
import { feedEpochIn } from './feed-epoch.ts';
import { makeIndexes } from './indexes.ts';
import { leasesIn } from './lease.ts';
import { mailsIn } from './mails.ts';
import { numbersIn } from './numbers.ts';
import { placementsIn } from './placements.ts';
import { quotasIn } from './quotas.ts';
import { receiptsIn } from './receipts.ts';
import { resealingsIn } from './resealings.ts';
import { announcementsIn } from './revocations.ts';
import { sessionsIn } from './sessions.ts';
import { signInFailuresIn } from './sign-in-failures.ts';
import { signingKeysIn } from './signing-keys.ts';
import { tenantsIn } from './tenants.ts';
import { tombstonesIn } from './tombstones.ts';
import { usersIn } from './users.ts';
import { viewsIn } from './views.ts';

export type Models = Awaited<ReturnType<typeof openModels>>;

/** Resolves when every index is there: no unique key may be missing when the first document comes. */
export async function openModels(connection: Connection) {
  const models = {
    leases: leasesIn(connection),
    erasures: erasuresIn(connection),
    resealings: resealingsIn(connection),
    tombstones: tombstonesIn(connection),
    users: usersIn(connection),
    sessions: sessionsIn(connection),
    signingKeys: signingKeysIn(connection),
    signInFailures: signInFailuresIn(connection),
    announcements: announcementsIn(connection),
    tenants: tenantsIn(connection),
    apiKeys: apiKeysIn(connection),
    auditEntries: auditEntriesIn(connection),
    auditAnchors: auditAnchorsIn(connection),
    auditSubjects: auditSubjectsIn(connection),
    mails: mailsIn(connection),
    quotas: quotasIn(connection),
    receipts: receiptsIn(connection),
    callHomes: callHomesIn(connection),
    facts: factsIn(connection),
    calls: callsIn(connection),
    callNotes: callNotesIn(connection),
    placements: placementsIn(connection),
    events: eventsIn(connection),
    feedEpoch: feedEpochIn(connection),
    connections: connectionsIn(connection),
    numbers: numbersIn(connection),
    views: viewsIn(connection),
  };
  await makeIndexes(connection);
  return models;
}
