/**
 * How one of each thing is made that a route names by its id. A parameter of a route that is missing here fails the
 * suite: whoever adds one says how its things are made.
 */
import type { Prefix } from '../../src/core/ids.ts';
import type { World } from '../helpers/world.ts';

interface Resource {
  readonly prefix: Prefix;
  make(world: World): Promise<string>;
}

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
  tenantId: { prefix: 'ten', make: async ({ tenantId }) => tenantId },
};
