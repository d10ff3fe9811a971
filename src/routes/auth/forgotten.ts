/** POST /v1/auth/password-reset and /v1/auth/password-reset/perform */
import { z } from 'zod';
import { ResetPerformed, ResetRequest } from '../../contract/access.ts';
import { defineRoute } from '../frame/route.ts';
import { visitOf } from './answers.ts';

export const requestResetRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/password-reset',
  access: { kind: 'public' },
  limit: 'login',
  summary: 'Forgot the password',
  description:
    'Sends a link, good for an hour, where there is such an account. The answer is always the same.',
  tags: ['Signing in'],
  audit: 'password.requestReset',
  schema: { body: ResetRequest, response: { 202: z.null() } },
  async handler({ access }, request, reply) {
    await access.passwordReset.request(request.body.email, visitOf(request));
    return reply.code(202).send(null);
  },
});

export const performResetRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/password-reset/perform',
  access: { kind: 'public' },
  summary: 'Choose a new password',
  description:
    'With the token of the link, which is good once. Ends all sessions of that person. The second factor stays.',
  tags: ['Signing in'],
  audit: 'password.reset',
  schema: { body: ResetPerformed, response: { 204: z.null() } },
  async handler({ access }, request, reply) {
    await access.passwordReset.perform(request.body, visitOf(request));
    return reply.code(204).send(null);
  },
});
