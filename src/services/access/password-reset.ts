/**
 * A forgotten password. Whoever asks is answered at once and always the same; whether there is such an account shows
 * in that person's mail alone. The second factor stays: a mailbox is one factor.
 */
import type { Background } from '../../core/background.ts';
import type { Actor } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { ConflictError, RateLimited } from '../../core/errors.ts';
import { type SystemScope, scopeFromAuthentication } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { User } from '../../models/users.ts';
import type { Audit, AuditEvent } from '../audit/audit.ts';
import type { Mail } from '../mail/mail.ts';
import type { Accounts } from '../people/accounts.ts';
import type { Addresses } from './addresses.ts';
import type { Attempts } from './attempts.ts';
import { badLink, createLink, isGood, readLink } from './links.ts';
import type { NewPasswords } from './new-password.ts';
import type { Visit } from './refresh.ts';

export interface PasswordReset {
  request(email: string, visit: Visit): Promise<void>;
  /** For whoever looks after people, and may know whether there is such an account: the mail is on its way, or why not. */
  mail(user: User, by: Actor): Promise<void>;
  perform(change: { token: string; password: string }, visit: Visit): Promise<void>;
}

interface Needs {
  readonly users: Pick<Repository<User>, 'findById' | 'updateOne'>;
  readonly accounts: Accounts;
  readonly addresses: Pick<Addresses, 'begin'>;
  readonly attempts: Pick<Attempts, 'clear'>;
  readonly newPasswords: NewPasswords;
  readonly linkTo: (page: string, token: string) => string;
  readonly audit: Audit;
  readonly mail: Mail;
  readonly background: Background;
  readonly clock: Clock;
  readonly scope: SystemScope;
}

const lastsMs = 3_600_000;
/** Nobody fills somebody else's mailbox. */
const mailEveryMs = 120_000;

export function createPasswordReset(needs: Needs): PasswordReset {
  const { users, accounts, addresses, attempts, newPasswords, linkTo } = needs;
  const { audit, mail, background, clock, scope } = needs;

  /** How long it is until another one may be sent. */
  function waitMs({ reset }: User): number {
    return reset == null ? 0 : +reset.sentAt + mailEveryMs - +clock.now();
  }

  async function send(email: string, { requestId, ip }: Visit): Promise<void> {
    const user = await accounts.byEmail(email);
    if (user?.status !== 'active' || waitMs(user) > 0) return;
    const actor = { kind: 'system', id: 'password-reset', name: 'Password reset', requestId } as const;
    await sendTo(user, actor, { personal: { subject: user._id, values: { ip } } });
  }

  async function sendTo(user: User, actor: Actor, more: Pick<AuditEvent, 'personal'> = {}): Promise<void> {
    const { _id: id } = user;
    const now = clock.now();
    const tenant = scopeFromAuthentication(user);
    const { token, stored } = createLink(id, now, lastsMs);
    const event = { action: 'password.request-reset', resource: { type: 'user', id }, ...more } as const;
    const message = {
      template: 'password-reset',
      to: accounts.emailOf(user),
      values: { name: accounts.nameOf(user), link: linkTo('password', token), validFor: '1 hour' },
      key: `password-reset:${id}:${now.getTime()}`,
    } as const;
    await audit.record(tenant, actor, event, async () => {
      await users.updateOne(tenant, { _id: id }, { $set: { reset: stored } });
      await mail.enqueue(tenant, message, actor.requestId);
    });
  }

  return {
    async request(email, visit) {
      await addresses.begin(visit.ip);
      background.run('a password reset', () => send(email, visit));
    },
    async mail(user, by) {
      if (user.status !== 'active') {
        throw new ConflictError(`This person is ${user.status}, and has no password that they could use.`, {
          code: 'PERSON_NOT_ACTIVE',
        });
      }
      const untilMs = waitMs(user);
      if (untilMs > 0) {
        throw new RateLimited('A link was sent to this person a moment ago.', Math.ceil(untilMs / 1000), {
          code: 'LINK_SENT_ALREADY',
        });
      }
      await sendTo(user, by);
    },
    async perform({ token, password }, visit) {
      const link = readLink(token, 'reset');
      const user = await users.findById(scope, link.userId);
      if (user?.status !== 'active' || !isGood(user.reset, link, clock.now())) throw badLink('reset');
      const passwordHash = await newPasswords.hashed(password, await newPasswords.aboutOf(user));
      const { _id: id } = user;
      const { ip, requestId } = visit;
      const actor = { kind: 'user', id, name: accounts.nameOf(user), requestId, ip } as const;
      const event = { action: 'password.reset', resource: { type: 'user', id } } as const;
      await audit.record(scopeFromAuthentication(user), actor, event, async () => {
        const used = await newPasswords.set(user, passwordHash, {
          'reset.hash': link.hash,
          status: 'active',
        });
        if (!used) throw badLink('reset');
      });
      await attempts.clear(accounts.keyOf(accounts.emailOf(user)));
      newPasswords.tell(user, visit);
    },
  };
}
