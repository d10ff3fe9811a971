/** What of calls and facts lies encrypted: callers' names, and what came along with a call. */

import type { FoldedCall } from '../../../core/calls/call.ts';
import { canonicalJson } from '../../../core/calls/canonical-json.ts';
import type { Fact, HeardFact } from '../../../core/calls/facts.ts';
import type { createSealer } from '../../../core/crypto/index.ts';
import type { StoredFact } from '../../../models/facts.ts';

type Private = Pick<FoldedCall, 'callerName' | 'metadata'>;

export interface Privacy {
  closed(tenantId: string, factId: string, fact: Fact): object;
  opened(stored: StoredFact): HeardFact;
  sealCall(tenantId: string, callId: string, secrets: Private): string | undefined;
  openCall(tenantId: string, callId: string, sealed: string | undefined): Private;
}

const privateKinds = new Set<Fact['kind']>(['caller', 'metadata']);

export function createCallPrivacy({
  seal,
  open,
}: Pick<ReturnType<typeof createSealer>, 'seal' | 'open'>): Privacy {
  const ofFact = (tenantId: string, id: string) => ({ tenantId, field: 'fact.content', id });
  const ofCall = (tenantId: string, id: string) => ({ tenantId, field: 'call.sealed', id });
  return {
    closed(tenantId, factId, { kind, content }) {
      if (!privateKinds.has(kind)) return content;
      return { sealed: seal(JSON.stringify(content), ofFact(tenantId, factId)) };
    },
    opened({ _id, tenantId, kind, source, at, key, content, heardAt }) {
      const { sealed } = content as { sealed?: string };
      const plain =
        privateKinds.has(kind) && sealed !== undefined
          ? (JSON.parse(open(sealed, ofFact(tenantId, _id))) as object)
          : content;
      return { kind, source, ...(at !== undefined && { at }), key, content: plain, heardAt } as HeardFact;
    },
    sealCall(tenantId, callId, { callerName, metadata }) {
      if (callerName === undefined && metadata === undefined) return undefined;
      return seal(canonicalJson({ callerName, metadata }), ofCall(tenantId, callId));
    },
    openCall(tenantId, callId, sealed) {
      return sealed === undefined ? {} : (JSON.parse(open(sealed, ofCall(tenantId, callId))) as Private);
    },
  };
}
