/** Numbers as their owners and those who have them manage them. */
import type {
  NewNumber,
  NumberAssignment,
  NumberChange,
  NumberHistory,
  NumberHistoryQuery,
  NumberQuery,
  PhoneLine,
} from '../../contract/numbers.ts';
import type { Caller } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { type Page, pageOf, placeOf } from '../../core/cursor.ts';
import { ConflictError } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Connections } from '../../models/connections.ts';
import type { Numbers } from '../../models/numbers.ts';
import type { Audit } from '../audit/audit.ts';
import type { Revocations } from '../revocations/revocations.ts';
import type { TenantStatuses } from '../tenants/tenants.ts';
import { changeNumber } from './change.ts';
import { createNumber, plain } from './create.ts';
import { holderOf } from './holder.ts';
import { assertHolder, assertOwner, existing, seenBy } from './reach.ts';
import { chaptersFor, shownChapter, shownTo } from './view.ts';

export interface NumberManagement {
  list(caller: Caller, query: NumberQuery): Promise<Page<PhoneLine>>;
  get(caller: Caller, numberId: string): Promise<PhoneLine>;
  create(caller: Caller, number: NewNumber): Promise<PhoneLine>;
  change(caller: Caller, numberId: string, change: NumberChange): Promise<PhoneLine>;
  assign(caller: Caller, numberId: string, assignment: NumberAssignment): Promise<PhoneLine>;
  release(caller: Caller, numberId: string, rev: number): Promise<PhoneLine>;
  remove(caller: Caller, numberId: string): Promise<void>;
  history(caller: Caller, numberId: string, query: NumberHistoryQuery): Promise<NumberHistory>;
}

export interface NumberNeeds {
  readonly numbers: Numbers;
  readonly connections: Pick<Connections, 'findById' | 'updateOne'>;
  /** A number may be another's than its connection. */
  readonly everyone: SystemScope;
  readonly audit: Pick<Audit, 'record'>;
  readonly revocations: Pick<Revocations, 'announce'>;
  readonly tenants: TenantStatuses;
  readonly clock: Clock;
}

export function createManagement(needs: NumberNeeds): NumberManagement {
  const { numbers, everyone, tenants, clock } = needs;
  return {
    async list(caller, { limit, cursor, connectionId }) {
      const below = cursor === undefined ? undefined : placeOf(cursor, (place) => isId('num', place));
      const filter = {
        ...seenBy(caller),
        ...(below !== undefined && { _id: { $lt: below } }),
        ...(connectionId !== undefined && { connectionId, tenantId: caller.tenantId }),
      };
      const found = await numbers.find(everyone, filter, { sort: { _id: -1 }, limit: limit + 1 });
      return pageOf(found, limit, shownTo(caller));
    },
    async get(caller, numberId) {
      return shownTo(caller)(await existing(numbers, everyone, caller, numberId));
    },
    create: async (caller, number) => shownTo(caller)(await createNumber(needs, caller, number)),
    async change(caller, numberId, { rev, agent, greeting }) {
      const changed = await changeNumber(needs, caller, numberId, {
        action: 'number.change',
        rev,
        present(line) {
          assertHolder(caller, line);
          return {
            holderId: line.holderId,
            agent: agent === undefined ? line.agent : (agent ?? undefined),
            greeting:
              greeting === undefined ? line.greeting : greeting === null ? undefined : plain(greeting),
          };
        },
      });
      return shownTo(caller)(changed);
    },
    async assign(caller, numberId, { rev, tenantId }) {
      const changed = await changeNumber(needs, caller, numberId, {
        action: 'number.assign',
        rev,
        async present(line) {
          assertOwner(caller, line);
          const holderId = await holderOf(line.tenantId, tenantId, tenants);
          if (holderId === line.holderId) {
            throw new ConflictError('This tenant has the number already.', { code: 'NUMBER_ASSIGNED' });
          }
          // Agent and greeting are of whoever had it before.
          return { holderId };
        },
      });
      return shownTo(caller)(changed);
    },
    async release(caller, numberId, rev) {
      const changed = await changeNumber(needs, caller, numberId, {
        action: 'number.release',
        rev,
        present(line) {
          assertOwner(caller, line);
          if (line.holderId === undefined) {
            throw new ConflictError('Nobody has this number.', { code: 'NUMBER_NOT_ASSIGNED' });
          }
          return {};
        },
      });
      return shownTo(caller)(changed);
    },
    async remove(caller, numberId) {
      const { rev } = await existing(numbers, everyone, caller, numberId);
      await changeNumber(needs, caller, numberId, {
        action: 'number.remove',
        rev,
        present(line) {
          assertOwner(caller, line);
          if (line.holderId !== undefined) {
            throw new ConflictError('Somebody has this number. Release it first.', { code: 'NUMBER_IN_USE' });
          }
          return { removedAt: clock.now() };
        },
      });
    },
    async history(caller, numberId, { limit, cursor }) {
      const line = await existing(numbers, everyone, caller, numberId);
      const below = cursor === undefined ? undefined : placeOf(cursor, (place) => /^\d{1,9}$/.test(place));
      const chapters = chaptersFor(caller, line);
      const rest = chapters.filter(({ entry }) => below === undefined || entry.rev < Number(below));
      return pageOf(rest, limit, shownChapter(caller, line));
    },
  };
}
