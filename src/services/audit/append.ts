/**
 * Puts drafts at the end of a tenant's chain. The numbers come from the insert: whoever finds a number taken looks
 * again where the chain ends now, so none is left out and none is used twice, in however many processes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../core/errors.ts';
import type { Logger } from '../../core/logger/index.ts';
import { type TenantScope, tenantOf } from '../../core/tenancy.ts';
import type { AuditEntries } from '../../models/audit-entries.ts';
import { type Anchoring, laterOf } from './anchors.ts';
import { type Draft, type Head, linked, origin } from './chain.ts';
import type { Told } from './drafts.ts';
import { seal } from './personal.ts';
import type { Signature } from './signature.ts';
import type { Subjects } from './subjects.ts';

export interface Parts {
  readonly entries: AuditEntries;
  readonly anchors: Anchoring;
  readonly subjects: Subjects;
  readonly signature: Signature;
  readonly log: Logger;
}

const mostTries = 100;
const pauseMs = 10;

export function createAppend({ entries, anchors, subjects, signature, log }: Parts) {
  async function sealed(scope: TenantScope, told: readonly Told[]): Promise<Draft[]> {
    const tenantId = tenantOf(scope);
    const about = told.flatMap(({ person, personal }) => [person, personal]);
    const keys = await subjects.keysFor(
      scope,
      about.flatMap((one) => one?.subject ?? []),
    );
    const part = (entry: string, field: 'person' | 'personal', values: Told['person']) => {
      if (values === undefined) return {};
      const key = keys.get(values.subject);
      // Between making it and reading it, the subject was forgotten: then nothing about them is kept.
      return key === undefined ? {} : { [field]: seal(key, values.values, { tenantId, entry, field }) };
    };
    return told.map(({ draft, person, personal }) => ({
      ...draft,
      ...part(draft._id, 'person', person),
      ...part(draft._id, 'personal', personal),
    }));
  }

  async function headOf(scope: TenantScope): Promise<Head> {
    const [anchor, head] = await Promise.all([
      anchors.of(scope),
      entries.findOne(scope, {}, { select: ['seq', 'hash'], sort: { seq: -1 }, readConcern: 'majority' }),
    ]);
    if (anchor !== undefined) return laterOf(anchor, head);
    const isFirst = await anchors.begin(scope);
    if (isFirst && head !== null) {
      log.child({ tenantId: tenantOf(scope) }).error({ seq: head.seq }, 'the anchor of an audit log is gone');
    }
    return head ?? origin;
  }

  return async (scope: TenantScope, told: readonly Told[]): Promise<void> => {
    let left = await sealed(scope, told);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const chain = linked(left, tenantOf(scope), await headOf(scope), signature);
      const { duplicates } = await entries.insertMany(scope, chain, { durable: true });
      const written = duplicates[0] ?? chain.length;
      const newest = chain[written - 1];
      if (newest !== undefined) await anchors.advance(scope, newest);
      left = left.slice(written);
      if (left.length === 0) return;
      // What took the number may not be with a majority yet.
      await sleep(pauseMs * Math.random());
    }
    throw new Unavailable('Too many write to the audit log of this tenant at the moment.');
  };
}
