/**
 * Everything about getting in and people, on the real database and the real Redis, for as many instances as a test
 * wants. What is mailed and noted is kept for looking at; announcements reach every instance at once, or when the test says.
 */
import { onTestFinished } from 'vitest';
import { openAccessRedis } from '../../../../src/clients/access-redis.ts';
import { openPromptRedis } from '../../../../src/clients/queues/connection.ts';
import { type Caller, platformTenantId } from '../../../../src/core/caller.ts';
import { newId } from '../../../../src/core/ids.ts';
import { createLogger } from '../../../../src/core/logger/index.ts';
import { permissionsOf, type Role } from '../../../../src/core/permissions.ts';
import type { Subject } from '../../../../src/core/subject.ts';
import { scopeFromAuthentication } from '../../../../src/core/tenancy.ts';
import { openModels } from '../../../../src/models/index.ts';
import type { User } from '../../../../src/models/users.ts';
import { type Access, createAccess } from '../../../../src/services/access/index.ts';
import { createPasswords, type Passwords } from '../../../../src/services/access/passwords.ts';
import type { Visit } from '../../../../src/services/access/refresh.ts';
import type { SignedIn } from '../../../../src/services/access/sign-in.ts';
import type { AuditEvent } from '../../../../src/services/audit/audit.ts';
import type { Message } from '../../../../src/services/mail/mail.ts';
import { openAccounts, openPeople, type People } from '../../../../src/services/people/index.ts';
import type { TenantStatus } from '../../../../src/services/tenants/tenants.ts';
import { testClock } from '../../../helpers/clock.ts';
import { randomKey } from '../../../helpers/keys.ts';
import type { Database } from '../../../helpers/mongo.ts';
import type { TestRedis } from '../../../helpers/redis.ts';

export const goodPassword = 'violin harbor tractor';
export const otherPassword = 'seven kettles whisper';

/** Costs next to nothing: most tests are not about that. */
const cheap = createPasswords({ memoryCost: 8, timeCost: 1, parallelism: 1 });

export interface Instance {
  readonly access: Access;
  readonly people: People;
  /** Whether it hears announcements. */
  current: boolean;
}

export interface InstanceOptions {
  readonly passwords?: Passwords;
  readonly ring?: ReturnType<typeof randomKey>[];
}

export async function accessHouse(mongo: Database, redis: TestRedis) {
  const models = await openModels(mongo.connection());
  // Not before now: the database forgets what is old by its own clock.
  const clock = testClock(new Date());
  const lines: Record<string, unknown>[] = [];
  const log = createLogger('debug', { write: (line: string) => void lines.push(JSON.parse(line)) });
  const prompt = openPromptRedis(redis.REDIS_URL, log);
  onTestFinished(async () => {
    await redis.obliterate({ name: 'sign-in' });
    const left = await redis.client.keys(`{${redis.REDIS_PREFIX}}*`);
    if (left.length > 0) await redis.client.unlink(...left);
    await prompt.close();
  });
  const mails: Message[] = [];
  const noted: AuditEvent[] = [];
  const statuses = new Map<string, TenantStatus>();
  const listeners = new Set<(subject: Subject | 'everything') => void>();
  const keys = [randomKey('k1')] as const;

  const audit = {
    async record<T>(_scope: unknown, _actor: unknown, event: AuditEvent, act: () => Promise<T>): Promise<T> {
      noted.push(event);
      return act();
    },
    async append(_scope: unknown, _actor: unknown, event: AuditEvent): Promise<void> {
      noted.push(event);
    },
    forget: async () => 0,
  };
  const mail = {
    async enqueue(_scope: unknown, message: Message): Promise<void> {
      mails.push(message);
    },
  };

  function instance({ passwords = cheap, ring }: InstanceOptions = {}): Instance {
    const ENCRYPTION_KEYS = (ring ?? keys) as [(typeof keys)[0], ...(typeof keys)[0][]];
    const config = {
      ENCRYPTION_KEYS,
      PUBLIC_URL: undefined,
      CORS_ORIGINS: [],
      HOST: '127.0.0.1',
      PORT: 3000,
    };
    const self = { current: true };
    const revocations = {
      announce: async (subject: Subject) => {
        for (const listener of listeners) listener(subject);
      },
      subscribe(listener: (subject: Subject | 'everything') => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      isCurrent: () => self.current,
    };
    const tenants = {
      statusOf: (id: string) => statuses.get(id),
      nameOf: (id: string) => (id === platformTenantId ? 'The platform' : 'Example Ltd'),
    };
    const accounts = openAccounts({ config, models, log });
    const parts = { config, models, accounts, audit, mail, revocations, tenants, log };
    const redisParts = openAccessRedis(prompt, redis.REDIS_PREFIX);
    const access = createAccess({ ...parts, ...redisParts, clock, passwords });
    onTestFinished(() => access.close());
    return Object.assign(self, { access, people: openPeople({ ...parts, access }) });
  }

  async function person(
    { people: { accounts } }: Instance,
    more: { role?: Role; tenantId?: string; password?: string; email?: string; status?: User['status'] } = {},
  ) {
    const { role = 'operator', tenantId = newId('ten'), password = goodPassword, status = 'active' } = more;
    const owner = { _id: newId('usr'), tenantId };
    const email = more.email ?? `${owner._id}@example.com`;
    if (!statuses.has(tenantId)) statuses.set(tenantId, 'active');
    const user: User = {
      ...owner,
      ...accounts.withEmail(owner, email),
      ...accounts.withName(owner, 'Ada Lovelace'),
      role,
      status,
      epoch: 0,
      passwordHash: await cheap.hash(password),
      createdAt: clock.now(),
      updatedAt: clock.now(),
    };
    const scope = scopeFromAuthentication(owner);
    await models.users.insertOne(scope, user);
    const reload = async () => {
      const found = await models.users.findById(scope, owner._id);
      if (found === null) throw new Error('the person is gone');
      return found;
    };
    return { user, id: owner._id, tenantId, scope, email, password, reload };
  }

  return { models, clock, lines, log, mails, noted, statuses, keys, redis: prompt, instance, person };
}

export type House = Awaited<ReturnType<typeof accessHouse>>;
export type Someone = Awaited<ReturnType<House['person']>>;

let visits = 0;

/** From an address of its own, where nothing is said. */
export function visit(more: Partial<Visit> = {}): Visit {
  visits += 1;
  const ip = `10.${(visits >> 16) & 255}.${(visits >> 8) & 255}.${visits & 255}`;
  return { ip, userAgent: 'a test', requestId: 'req_of_a_test', ...more };
}

export async function signIn({ access }: Instance, { email, password }: Someone, more: Partial<Visit> = {}) {
  const outcome = await access.signIn.login({ email, password }, visit(more));
  return passOf(outcome);
}

export function passOf(outcome: SignedIn) {
  if (outcome.outcome !== 'signed-in') throw new Error(`not signed in, but ${outcome.outcome}`);
  return outcome.pass;
}

/** The same person, as a guard would hand them over. */
export function callerOf({ id, tenantId, scope, user }: Someone, more: Partial<Caller> = {}): Caller {
  return {
    kind: 'user',
    id,
    name: 'Ada Lovelace',
    tenantId,
    role: user.role,
    permissions: permissionsOf(user.role),
    sessionId: undefined,
    scope,
    requestId: 'req_of_a_test',
    ip: '203.0.113.7',
    ...more,
  };
}

/** The code of the error that a promise fails with; `none` where it does not. */
export async function codeOf(asked: unknown): Promise<string> {
  try {
    await asked;
    return 'none';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
