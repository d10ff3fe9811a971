/** What stands in the house: tenants with their calls of the last weeks, a few that go on, one that was played. */
import { randomBytes } from 'node:crypto';
import { platformTenantId } from '../../src/core/caller.ts';
import { homeIdOf } from '../../src/core/calls/ids.ts';
import { newId } from '../../src/core/ids.ts';
import { administrator } from '../up/first-login.ts';
import { finishedCall, liveCall, pastCalls, type ToldCall } from './calls.ts';
import { chanceFrom } from './chance.ts';
import type { House } from './house.ts';
import { firms } from './script.ts';

export interface Furnished {
  readonly email: string;
  readonly password: string;
  /** The tenant with the most calls, and one of them of which all is known. */
  readonly tenantId: string;
  readonly callId: string;
  readonly connectionId: string;
  /** One that goes on and in which much was said. */
  readonly liveCallId: string;
}

type Connection = Parameters<House['app']['calls']['intake']['tell']>[0];

const days = 33;
const dayMs = 24 * 3_600_000;
const aBatch = 50;
/** By firm: how long they go on, in seconds, and how many lines were said in each. */
const live: readonly (readonly (readonly [secondsAgo: number, lines: number])[])[] = [
  [
    [252, 7],
    [38, 5],
    [94, 3],
    [7, 0],
  ],
  [
    [107, 5],
    [475, 3],
    [21, 2],
  ],
  [
    [151, 3],
    [52, 3],
    [740, 2],
    [4, 0],
  ],
];

export async function furnish({ app, sandboxUrl, setBack }: House): Promise<Furnished> {
  const chance = chanceFrom(20);
  const login = { email: 'ada@trunkline.example', password: randomBytes(12).toString('base64url') };
  // Numbers say since when they are somebody's: since before the calls.
  setBack((days + 2) * dayMs);
  const { _id } = await app.people.createFirst({ ...login, name: 'Ada Lovelace' }, newId('req'));
  const furnished: { tenantId: string; connection: Connection }[] = [];
  for (const { name, slug, desks } of firms) {
    const tenant = await app.tenants.create(administrator(_id, platformTenantId), {
      name,
      slug,
      currency: 'USD',
      timeZone: 'Europe/London',
      billingMethod: 'none',
    });
    const caller = administrator(_id, tenant.id);
    const { id: connectionId } = await app.connections.create(caller, {
      name: 'Bland, pretended',
      credentials: { provider: 'bland', apiKey: `org_${randomBytes(16).toString('hex')}` },
      webhookSecret: randomBytes(24).toString('hex'),
      simulated: true,
      baseUrl: `${sandboxUrl}/bland`,
    });
    for (const { agent, number } of desks) await app.numbers.create(caller, { connectionId, number, agent });
    const connection = await app.connections.byId(connectionId);
    if (connection === undefined) throw new Error('the connection that was made is not there');
    furnished.push({ tenantId: tenant.id, connection });
  }
  setBack(0);
  const [first] = furnished;
  if (first === undefined) throw new Error('there is no tenant');
  const now = new Date();
  let liveCallId = '';
  const callId = await toldCall(app, first.connection, finishedCall(firms[0].desks[0], now));
  for (const [index, { connection }] of furnished.entries()) {
    const { desks, callsADay } = firms[index] ?? firms[0];
    await tellAll(app, connection, pastCalls(desks, { days, callsADay, until: now }, chance));
    const goingOn = (live[index] ?? []).map(([secondsAgo, lines], nth) =>
      liveCall(desks[nth % desks.length] ?? desks[0], secondsAgo, lines, new Date(), chance),
    );
    await tellAll(app, connection, goingOn);
    liveCallId ||= homeIdOf(connection.id, goingOn[0]?.providerCallId ?? '');
  }
  return { ...login, tenantId: first.tenantId, callId, connectionId: first.connection.id, liveCallId };
}

async function tellAll({ calls: { intake } }: House['app'], to: Connection, all: ToldCall[]): Promise<void> {
  for (let from = 0; from < all.length; from += aBatch) {
    await intake.tell(to, '@reconciliation', all.slice(from, from + aBatch));
    await intake.idle();
  }
}

/** Bit by bit, as news of a call comes. Resolves with its id. */
async function toldCall(
  { calls: { intake } }: House['app'],
  to: Connection,
  { providerCallId, facts }: ToldCall,
): Promise<string> {
  for (const each of facts) {
    await intake.tell(to, '@reconciliation', [{ providerCallId, facts: [each] }]);
    await intake.idle();
  }
  return homeIdOf(to.id, providerCallId);
}
