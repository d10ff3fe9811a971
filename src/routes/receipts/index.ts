/** /v1/receipts */
import { Receipt, ReceiptPage, ReceiptParams, ReceiptQuery } from '../../contract/receipts.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute, type Route } from '../frame/route.ts';

const access = { kind: 'caller', permission: 'receipts:read' } as const;
const tags = ['Receipts'] as const;

const list = defineRoute({
  method: 'GET',
  url: '/v1/receipts',
  access,
  summary: 'List what arrived',
  description:
    'Everything that arrived over your own connections, and what became of it, the newest first. What arrived over a connection of the platform is shown to its administrators.',
  tags,
  schema: { querystring: ReceiptQuery, response: { 200: ReceiptPage } },
  async handler({ calls }, request, reply) {
    return reply.code(200).send(await calls.inbox.list(callerOf(request), request.query));
  },
});

const get = defineRoute({
  method: 'GET',
  url: '/v1/receipts/:receiptId',
  access,
  summary: 'Get what arrived',
  description: 'What it holds, what it was answered, what it told and what came of that.',
  tags,
  schema: { params: ReceiptParams, response: { 200: Receipt } },
  async handler({ calls }, request, reply) {
    return reply.code(200).send(await calls.inbox.get(callerOf(request), request.params.receiptId));
  },
});

const replay = defineRoute({
  method: 'POST',
  url: '/v1/receipts/:receiptId/replay',
  access: { kind: 'caller', permission: 'receipts:write' },
  summary: 'Understand it anew',
  description:
    'Tries again what is parked or quarantined, after whatever was in its way is gone. What is done tells the same once more, which changes nothing.',
  tags,
  audit: 'receipt.replay',
  schema: { params: ReceiptParams, response: { 200: Receipt } },
  async handler({ calls }, request, reply) {
    return reply.code(200).send(await calls.inbox.replay(callerOf(request), request.params.receiptId));
  },
});

export const receiptRoutes: readonly Route[] = [list, get, replay] as readonly Route[];
