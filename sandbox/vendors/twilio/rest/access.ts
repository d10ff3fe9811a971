/** Whose request it is, and whose resources it may touch. */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../resources.ts';
import type { Store } from '../store.ts';
import { notFound, RestError } from './errors.ts';

type Of = Pick<FastifyRequest, 'headers' | 'params' | 'url'>;

/** The account in the path: the caller's own, or one that it owns. */
export function accountOf({ accounts }: Pick<Store, 'accounts'>, request: Of, reply: FastifyReply): Account {
  const caller = callerOf({ accounts }, request, reply);
  const { account: sid = '' } = request.params as { account?: string };
  const account = accounts.get(sid);
  if (account === undefined || (account.sid !== caller.sid && account.ownerSid !== caller.sid)) {
    throw notFound(request.url);
  }
  return account;
}

export function callerOf(
  { accounts }: Pick<Store, 'accounts'>,
  { headers }: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
): Account {
  const caller = identified(accounts, headers.authorization);
  if (caller !== undefined) return caller;
  reply.header('www-authenticate', 'Basic realm="Twilio API"');
  throw new RestError(401, 20003, 'Authenticate');
}

function identified(accounts: Store['accounts'], header = ''): Account | undefined {
  const [scheme = '', encoded = ''] = header.split(' ');
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const [user = '', password = ''] = Buffer.from(encoded, 'base64').toString().split(/:(.*)/s);
  const account = accounts.get(user) ?? [...accounts.values()].find(({ keys }) => user in keys);
  const secret = account?.sid === user ? account.authToken : account?.keys[user];
  return secret !== undefined && same(secret, password) ? account : undefined;
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
