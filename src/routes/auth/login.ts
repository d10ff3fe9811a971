/** POST /v1/auth/login and /v1/auth/second-factor: the two steps of signing in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Login, LoginAnswer, SecondFactor, SignedIn } from '../../contract/access.ts';
import type { SignedIn as Outcome } from '../../services/access/sign-in.ts';
import { defineRoute, type Services } from '../frame/route.ts';
import { handedOver, visitOf } from './answers.ts';
import { assertOwnPage } from './refresh-cookie.ts';

export const loginRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/login',
  access: { kind: 'public' },
  limit: 'login',
  summary: 'Sign in',
  description:
    'By e-mail address and password. 401 CREDENTIALS_WRONG says the same whatever is wrong; after some failures 429 TOO_MANY_ATTEMPTS says how long to wait, whether or not there is such an account.',
  tags: ['Signing in'],
  audit: 'session.start',
  schema: { body: Login, response: { 200: LoginAnswer } },
  async handler({ access, people }, request, reply) {
    const { refreshBy, ...credentials } = request.body;
    if (refreshBy === 'cookie') assertOwnPage(request, access.origins);
    const outcome = await access.signIn.login(credentials, visitOf(request));
    if (outcome.outcome === 'signed-in') {
      return reply.code(200).send(signedIn(people, request, reply, refreshBy, outcome));
    }
    const { challenge, expiresAt } = outcome;
    return reply
      .code(200)
      .header('cache-control', 'no-store')
      .send({ outcome: 'second-factor', challenge, expiresAt: expiresAt.toISOString() });
  },
});

export const secondFactorRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/second-factor',
  access: { kind: 'public' },
  limit: 'login',
  summary: 'Sign in: the second step',
  description: 'With a code of the authenticator app, or a recovery code. Each is good once.',
  tags: ['Signing in'],
  audit: 'session.start',
  schema: { body: SecondFactor, response: { 200: SignedIn } },
  async handler({ access, people }, request, reply) {
    const { refreshBy, ...answer } = request.body;
    if (refreshBy === 'cookie') assertOwnPage(request, access.origins);
    const outcome = await access.signIn.secondFactor(answer, visitOf(request));
    return reply.code(200).send(signedIn(people, request, reply, refreshBy, outcome));
  },
});

function signedIn(
  { accounts }: Services['people'],
  request: FastifyRequest,
  reply: FastifyReply,
  by: 'body' | 'cookie',
  { pass, user }: Extract<Outcome, { outcome: 'signed-in' }>,
): SignedIn {
  const { _id: id, tenantId, role } = user;
  return {
    outcome: 'signed-in',
    ...handedOver(request, reply, by, pass),
    person: { id, tenantId, name: accounts.nameOf(user), role },
  };
}
