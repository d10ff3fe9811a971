/** Accounts: looked at, and subaccounts made. */
import type { FastifyInstance } from 'fastify';
import { formBody } from '../../../frame/index.ts';
import type { Twilio } from '../live/context.ts';
import { accountOf, callerOf } from './access.ts';
import { fieldsOf } from './form.ts';
import { presentAccount } from './present.ts';

export function mountAccounts(api: FastifyInstance, { store }: Twilio): void {
  api.get('/2010-04-01/Accounts/:account.json', (request, reply) =>
    presentAccount(accountOf(store, request, reply)),
  );

  api.post('/2010-04-01/Accounts.json', (request, reply) => {
    const owner = callerOf(store, request, reply);
    const name = fieldsOf(formBody(request)).text('FriendlyName') ?? 'Subaccount';
    const account = store.addAccount({ friendlyName: name, ownerSid: owner.sid, settings: owner.settings });
    return reply.code(201).send(presentAccount(account));
  });
}
