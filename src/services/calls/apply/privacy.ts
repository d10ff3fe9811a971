/** What of calls and facts lies encrypted: callers' names, and what came along with a call. */

import type { FoldedCall } from '../../../core/calls/call.ts';
import { canonicalJson } from '../../../core/calls/canonical-json.ts';
import type { Fact, HeardFact } from '../../../core/calls/facts.ts';
import { createSealedField, type createSealer } from '../../../core/crypto/index.ts';
import type { StoredFact } from '../../../models/facts.ts';

type Private = Pick<FoldedCall, 'callerName' | 'metadata'>;
type Owner = Pick<StoredFact, '_id' | 'tenantId'>;

export interface Privacy {
  closed(owner: Owner, fact: Fact): object;
  opened(stored: StoredFact): HeardFact;
  sealCall(owner: Owner, secrets: Private): string | undefined;
  openCall(call: Owner & { sealed?: string }): Private;
}

const privateKinds = new Set<Fact['kind']>(['caller', 'metadata']);

export function createCallPrivacy(sealer: Pick<ReturnType<typeof createSealer>, 'seal' | 'open'>): Privacy {
  const ofFact = createSealedField(sealer, 'fact.content');
  const ofCall = createSealedField(sealer, 'call.sealed');
  return {
    closed(owner, { kind, content }) {
      return privateKinds.has(kind) ? { sealed: ofFact.seal(owner, JSON.stringify(content)) } : content;
    },
    opened(stored) {
      const { kind, source, at, key, content, heardAt } = stored;
      const { sealed } = content as { sealed?: string };
      const plain =
        privateKinds.has(kind) && sealed !== undefined
          ? (JSON.parse(ofFact.open(stored, sealed)) as object)
          : content;
      return { kind, source, ...(at !== undefined && { at }), key, content: plain, heardAt } as HeardFact;
    },
    sealCall(owner, { callerName, metadata }) {
      if (callerName === undefined && metadata === undefined) return undefined;
      return ofCall.seal(owner, canonicalJson({ callerName, metadata }));
    },
    openCall({ sealed, ...owner }) {
      return sealed === undefined ? {} : (JSON.parse(ofCall.open(owner, sealed)) as Private);
    },
  };
}
