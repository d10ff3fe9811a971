/**
 * A key for everybody about whom the log holds personal values, in each tenant. Nothing is remembered here: a key that
 * was destroyed works nowhere from then on.
 */
import { randomBytes } from 'node:crypto';
import { createKeyedHash, createSealer } from '../../core/crypto/index.ts';
import type { KeyRing } from '../../core/crypto/keys.ts';
import { newId } from '../../core/ids.ts';
import { type Scope, type SystemScope, type TenantScope, tenantOf } from '../../core/tenancy.ts';
import type { AuditSubject, AuditSubjects } from '../../models/audit-subjects.ts';

export interface SubjectKey {
  readonly id: string;
  readonly bytes: Buffer;
}

export interface Subjects {
  /** By subject; those that were missing are made. */
  keysFor(scope: TenantScope, subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>>;
  /** By id; those that were destroyed are missing. */
  keysById(scope: TenantScope, ids: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>>;
  /** How many keys a subject has. */
  count(scope: Scope, subject: string): Promise<number>;
  /** Destroys the keys of a subject, and says how many there were. */
  destroy(scope: Scope, subject: string): Promise<number>;
  /** Puts every key under the current one of ENCRYPTION_KEYS, and says how many were not. */
  renew(scope: SystemScope): Promise<number>;
}

interface Secret {
  subject: string;
  key: string;
}

export function createSubjects(repository: AuditSubjects, ring: KeyRing): Subjects {
  const { hash, hashes } = createKeyedHash(ring, 'audit.subject');
  const sealer = createSealer(ring);
  const contextOf = ({ tenantId, _id: id }: Pick<AuditSubject, 'tenantId' | '_id'>) => ({
    tenantId,
    field: 'audit.subject',
    id,
  });
  const secretOf = (found: AuditSubject): Secret => JSON.parse(sealer.open(found.sealed, contextOf(found)));
  const keyOf = (found: AuditSubject): SubjectKey => ({
    id: found._id,
    bytes: Buffer.from(secretOf(found).key, 'base64url'),
  });

  async function find(scope: TenantScope, subjects: readonly string[]): Promise<Map<string, SubjectKey>> {
    const found = await repository.find(scope, { subject: { $in: subjects.flatMap((one) => hashes(one)) } });
    return new Map(found.map((one) => [secretOf(one).subject, keyOf(one)]));
  }

  function make(tenantId: string, subject: string): AuditSubject {
    const _id = newId('sub');
    const secret: Secret = { subject, key: randomBytes(32).toString('base64url') };
    const sealed = sealer.seal(JSON.stringify(secret), contextOf({ tenantId, _id }));
    return { _id, tenantId, subject: hash(subject), sealed };
  }

  return {
    async keysFor(scope, subjects) {
      const wanted = [...new Set(subjects)];
      if (wanted.length === 0) return new Map();
      const found = await find(scope, wanted);
      const missing = wanted.filter((subject) => !found.has(subject));
      if (missing.length === 0) return found;
      const made = missing.map((subject) => make(tenantOf(scope), subject));
      // On disk before anything is sealed with them. Somebody else may have made one at the same time: theirs counts.
      await repository.insertMany(scope, made, { ordered: false, durable: true });
      return find(scope, wanted);
    },
    async keysById(scope, ids) {
      if (ids.length === 0) return new Map();
      const found = await repository.find(scope, { _id: { $in: [...new Set(ids)] } });
      return new Map(found.map((one) => [one._id, keyOf(one)]));
    },
    count: (scope, subject) => repository.count(scope, { subject: { $in: hashes(subject) } }),
    async destroy(scope, subject) {
      const found = await repository.find(scope, { subject: { $in: hashes(subject) } }, { select: ['_id'] });
      const gone = found.map(({ _id }) => ({ deleteOne: { filter: { _id } } }));
      return (await repository.bulkWrite(scope, gone, { durable: true })).deletedCount;
    },
    async renew(scope) {
      let renewed = 0;
      for await (const found of repository.cursor(scope, {})) {
        const sealed = sealer.reseal(found.sealed, contextOf(found));
        if (sealed === found.sealed) continue;
        const filter = { _id: found._id, sealed: found.sealed };
        const subject = hash(secretOf(found).subject);
        const { duplicates } = await repository.bulkWrite(scope, [
          { updateOne: { filter, update: { $set: { sealed, subject } } } },
        ]);
        // Meanwhile another one was made for the same subject; this one is still needed for what it has sealed.
        if (duplicates.length > 0) await repository.updateOne(scope, filter, { $set: { sealed } });
        renewed += 1;
      }
      return renewed;
    },
  };
}
