/** The second factor of whoever is signed in: made, confirmed, removed. */
import { z } from 'zod';
import { Enrolment, FirstCode, Proof, RecoveryCodes } from '../../contract/access.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const enrolRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/totp',
  access: { kind: 'signedIn' },
  summary: 'Make a second factor',
  description: 'A secret for an authenticator app. It is asked of nobody before it is confirmed.',
  tags: ['Own account'],
  audit: 'totp.enrol',
  schema: { body: Proof, response: { 200: Enrolment } },
  async handler({ access }, request, reply) {
    const enrolment = await access.own.enrol(callerOf(request), request.body.password);
    return reply.code(200).header('cache-control', 'no-store').send(enrolment);
  },
});

export const confirmTotpRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/totp/confirm',
  access: { kind: 'signedIn' },
  summary: 'Confirm a second factor',
  description: 'With its first code. From then on one is asked for at every sign-in.',
  tags: ['Own account'],
  audit: 'totp.confirm',
  schema: { body: FirstCode, response: { 200: RecoveryCodes } },
  async handler({ access }, request, reply) {
    const recoveryCodes = await access.own.confirm(callerOf(request), request.body.code);
    return reply.code(200).header('cache-control', 'no-store').send({ recoveryCodes });
  },
});

export const removeTotpRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/totp/remove',
  access: { kind: 'signedIn' },
  summary: 'Remove the second factor',
  description: 'With the password.',
  tags: ['Own account'],
  audit: 'totp.remove',
  schema: { body: Proof, response: { 204: z.null() } },
  async handler({ access }, request, reply) {
    await access.own.removeSecondFactor(callerOf(request), request.body.password);
    return reply.code(204).send(null);
  },
});
