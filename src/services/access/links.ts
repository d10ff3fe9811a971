/**
 * Links that are sent by mail. They name a person and hold a secret; the person's document holds its hash, so that
 * a link is used and used up in one write. The secret stands behind a #, which browsers send to nobody.
 */
import { hash, randomBytes } from 'node:crypto';
import { sameSecret } from '../../core/crypto/index.ts';
import { ValidationError } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import type { SentLink } from '../../models/users.ts';

export interface LinkToken {
  readonly userId: string;
  readonly hash: string;
}

const whatNow = {
  invitation:
    'If you have joined with it already, sign in, or ask for a new password there. If not, ask whoever invited you for another one.',
  reset: 'If you have chosen a password with it already, sign in. If not, ask for another link.',
} as const;
export type LinkKind = keyof typeof whatNow;

const shape = /^tl_once_([0-9a-z]{26})_[\w-]{43}$/;

export function createLink(
  userId: string,
  sentAt: Date,
  lastsMs: number,
): { token: string; stored: SentLink } {
  const token = `tl_once_${userId.slice('usr_'.length)}_${randomBytes(32).toString('base64url')}`;
  const expiresAt = new Date(+sentAt + lastsMs);
  return { token, stored: { hash: hashOf(token), sentAt, expiresAt } };
}

export function readLink(token: string, what: LinkKind): LinkToken {
  const [, id = ''] = shape.exec(token) ?? [];
  const userId = `usr_${id}`;
  if (!isId('usr', userId)) throw badLink(what);
  return { userId, hash: hashOf(token) };
}

export function isGood(link: SentLink | undefined, token: LinkToken, now: Date): link is SentLink {
  return link != null && sameSecret(link.hash, token.hash) && now < link.expiresAt;
}

/** The same for one that was never sent, was used, has run out, or was followed by a newer one: nobody learns which. */
export function badLink(what: LinkKind): ValidationError {
  return new ValidationError(
    `This link is not good, or not any more: it was used, it is too old, or a newer one was sent. ${whatNow[what]}`,
    [{ path: 'body.token', message: 'is not good' }],
    { code: 'LINK_NOT_GOOD' },
  );
}

const hashOf = (token: string) => hash('sha256', token, 'base64url');
