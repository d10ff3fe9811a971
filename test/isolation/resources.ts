/**
 * How one of each thing is made that a route names by its id. A parameter of a route that is missing here fails the
 * suite: whoever adds one says how its things are made.
 */
import type { ReceiptPage } from '../../src/contract/receipts.ts';
import type { Prefix } from '../../src/core/ids.ts';
import { newConnection } from '../helpers/connections.ts';
import type { World } from '../helpers/world.ts';

interface Resource {
  readonly prefix: Prefix;
  make(world: World): Promise<string>;
}

type Connected = { id: string; secrets: { id: string }[] };

const connected = ({ ask }: World) => ask<Connected>('POST', '/v1/connections', newConnection());

const idOf = async (made: Promise<{ id: string }>) => (await made).id;

export const resources: Readonly<Record<string, Resource>> = {
  keyId: {
    prefix: 'key',
    async make({ ask }) {
      const body = { name: 'A key', scopes: ['calls:read'] };
      return (await ask<{ key: { id: string } }>('POST', '/v1/keys', body)).key.id;
    },
  },
  userId: { prefix: 'usr', make: ({ newPerson }) => idOf(newPerson()) },
  sessionId: {
    prefix: 'ses',
    async make(world) {
      return (await world.signIn(await world.newPerson())).sessionId;
    },
  },
  erasureId: {
    prefix: 'era',
    make: ({ ask }) => idOf(ask<{ id: string }>('POST', '/v1/erasures', { number: '+14155550142' })),
  },
  connectionId: { prefix: 'conn', make: (world) => idOf(connected(world)) },
  secretId: { prefix: 'whs', make: async (world) => (await connected(world)).secrets[0]?.id ?? '' },
  numberId: {
    prefix: 'num',
    async make(world) {
      const { id: connectionId } = await connected(world);
      return idOf(world.ask<{ id: string }>('POST', '/v1/numbers', { connectionId, number: '+14155550142' }));
    },
  },
  noteId: {
    prefix: 'note',
    async make({ ask, newCall }) {
      return idOf(ask<{ id: string }>('POST', `/v1/calls/${await newCall()}/notes`, { text: 'A note.' }));
    },
  },
  viewId: {
    prefix: 'view',
    async make(world) {
      const { headers } = await world.signIn(await world.newPerson());
      return idOf(world.ask<{ id: string }>('POST', '/v1/views', { name: 'Long', filters: {} }, headers));
    },
  },
  callId: { prefix: 'call', make: ({ newCall }) => newCall() },
  receiptId: {
    prefix: 'rcpt',
    async make(world) {
      await world.newCall();
      return (await world.ask<ReceiptPage>('GET', '/v1/receipts?limit=1')).items[0]?.id ?? '';
    },
  },
  tenantId: { prefix: 'ten', make: async ({ tenantId }) => tenantId },
};
