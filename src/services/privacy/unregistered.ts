/**
 * Collections that are no kind of data: nothing in them is personal, and each has an end of its own or a size that
 * does not grow. By the name of the collection, with the reason.
 */
export const unregistered: Readonly<Record<string, string>> = {
  revocations: 'Ids of what was taken back; each is gone a day after the next one came.',
  quota_accounts: 'How much a tenant has used of each quota; the database forgets it after its period.',
  quota_uses: 'Ids of what was counted; the database forgets them after their period.',
  sign_in_failures: 'Keyed hashes of addresses, with counts; the database forgets them by itself.',
  feed_epoch: 'A random name of the log of events; one.',
  leases: 'Names of sweeps and random names of processes; one each, written over.',
  resealings: 'How far each sealed field was looked through; one each, written over.',
  tombstones:
    'Ids of what was erased, opaque and without content; they have to outlive every news that may still arrive.',
};
