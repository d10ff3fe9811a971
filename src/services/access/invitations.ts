/** Invitations: a link by mail, good once and for three days. Who follows it chooses a password, and may sign in. */
import type { Caller } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { type SystemScope, scopeFromAuthentication } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { User } from '../../models/users.ts';
import type { Audit } from '../audit/audit.ts';
import type { Mail } from '../mail/mail.ts';
import type { Accounts } from '../people/accounts.ts';
import { badLink, createLink, isGood, readLink } from './links.ts';
import type { NewPasswords } from './new-password.ts';
import type { Visit } from './refresh.ts';

type Invitation = NonNullable<User['invitation']>;

export interface SeenInvitation {
  readonly user: User;
  readonly inviter: string;
  readonly tenant: string;
  readonly expiresAt: Date;
}

export interface Invitations {
  /** What is stored in the invited, and what is sent to them. */
  make(invited: Pick<User, '_id' | 'tenantId'>, by: Caller): { token: string; invitation: Invitation };
  send(user: User, token: string, by: Caller): Promise<void>;
  look(token: string): Promise<SeenInvitation>;
  accept(answer: { token: string; name?: string | undefined; password: string }, visit: Visit): Promise<void>;
}

interface Needs {
  readonly users: Pick<Repository<User>, 'findById' | 'updateOne'>;
  readonly accounts: Accounts;
  readonly newPasswords: Pick<NewPasswords, 'hashed' | 'aboutOf'>;
  readonly tenantName: (tenantId: string) => Promise<string>;
  readonly linkTo: (page: string, token: string) => string;
  readonly audit: Audit;
  readonly mail: Mail;
  readonly clock: Clock;
  readonly scope: SystemScope;
}

const lastsMs = 3 * 24 * 3_600_000;

export function createInvitations(needs: Needs): Invitations {
  const { users, accounts, newPasswords, tenantName, linkTo, audit, mail, clock, scope } = needs;

  async function invited(token: string) {
    const link = readLink(token, 'invitation');
    const user = await users.findById(scope, link.userId);
    const invitation = user?.status === 'invited' ? user.invitation : undefined;
    if (user === null || invitation == null || !isGood(invitation, link, clock.now()))
      throw badLink('invitation');
    return { user, invitation };
  }

  return {
    make(invited, by) {
      const { token, stored } = createLink(invited._id, clock.now(), lastsMs);
      return {
        token,
        invitation: { ...stored, inviterSealed: accounts.seal(invited, 'user.inviter', by.name) },
      };
    },
    async send(user, token, by) {
      const message = {
        template: 'invitation',
        to: accounts.emailOf(user),
        values: {
          inviter: by.name,
          tenant: await tenantName(user.tenantId),
          link: linkTo('invitation', token),
          validFor: '3 days',
        },
        key: `invitation:${user._id}:${clock.now().getTime()}`,
      } as const;
      await mail.enqueue(scopeFromAuthentication(user), message, by.requestId);
    },
    async look(token) {
      const { user, invitation } = await invited(token);
      return {
        user,
        inviter: accounts.open(user, 'user.inviter', invitation.inviterSealed),
        tenant: await tenantName(user.tenantId),
        expiresAt: invitation.expiresAt,
      };
    },
    async accept({ token, name, password }, { ip, requestId }) {
      const { user, invitation } = await invited(token);
      const named = name === undefined ? user : { ...user, ...accounts.withName(user, name) };
      const passwordHash = await newPasswords.hashed(password, await newPasswords.aboutOf(named));
      const { _id: id } = user;
      const tenant = scopeFromAuthentication(user);
      const actor = { kind: 'user', id, name: accounts.nameOf(named), requestId, ip } as const;
      const event = {
        action: 'invitation.accept',
        resource: { type: 'user', id },
        before: { status: 'invited' },
        after: { status: 'active' },
      } as const;
      await audit.record(tenant, actor, event, async () => {
        const { matchedCount } = await users.updateOne(
          tenant,
          { _id: id, status: 'invited', 'invitation.hash': invitation.hash },
          {
            $set: { passwordHash, nameSealed: named.nameSealed, status: 'active' },
            $inc: { epoch: 1 },
            $unset: { invitation: true },
          },
        );
        if (matchedCount === 0) throw badLink('invitation');
      });
    },
  };
}
