/** The inbox: what arrived over somebody's connections, what became of it, and how it is tried again. */
import type { Receipt, ReceiptPage, ReceiptQuery } from '../../../contract/receipts.ts';
import type { Caller } from '../../../core/caller.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import type { TenantScope } from '../../../core/tenancy.ts';
import type { Receipts, StoredReceipt } from '../../../models/receipts.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Intake } from '../intake.ts';
import { createReceiptList } from './list.ts';
import { createReceiptView, type ReceiptViewParts } from './view.ts';

export interface Inbox {
  list(caller: Caller, query: ReceiptQuery): Promise<ReceiptPage>;
  get(caller: Caller, receiptId: string): Promise<Receipt>;
  /** Understands it anew. One that is done tells the same again, which changes nothing. */
  replay(caller: Caller, receiptId: string): Promise<Receipt>;
}

interface Parts extends ReceiptViewParts {
  readonly receipts: Pick<Receipts, 'ofOwner' | 'listed' | 'reopen'>;
  readonly intake: Pick<Intake, 'opened' | 'understood' | 'replay'>;
  readonly audit: Pick<Audit, 'record'>;
}

export function createInbox(parts: Parts): Inbox {
  const { receipts, intake, audit } = parts;
  const list = createReceiptList(receipts);
  const view = createReceiptView(parts);

  async function existing(scope: TenantScope, receiptId: string): Promise<StoredReceipt> {
    const found = await receipts.ofOwner(scope, receiptId);
    if (found !== undefined) return found;
    throw new NotFoundError('There is no receipt with this id.', { code: 'RECEIPT_NOT_FOUND' });
  }

  return {
    list: ({ scope }, query) => list(scope, query),
    async get(caller, receiptId) {
      return view(await existing(caller.scope, receiptId), caller);
    },
    async replay(caller, receiptId) {
      const { scope } = caller;
      const receipt = await existing(scope, receiptId);
      if (receipt.body.length === 0) {
        throw new ConflictError('Nothing is kept of this receipt, because its call was erased.', {
          code: 'RECEIPT_ERASED',
        });
      }
      const { state } = receipt;
      const event = {
        action: 'receipt.replay',
        resource: { type: 'receipt', id: receiptId },
        before: { state },
      } as const;
      await audit.record(scope, caller, event, async () => {
        await receipts.reopen(scope, receiptId);
        await intake.replay(receipt);
      });
      return view(await existing(scope, receiptId), caller);
    },
  };
}
