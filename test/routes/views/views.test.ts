/** Views of the list of calls: each person's own, and none of anything that finds a caller. */
import { describe, expect, test } from 'vitest';
import type { View } from '../../../src/contract/views.ts';
import { testApp } from '../../helpers/app.ts';
import { newWorld, type World } from '../../helpers/world.ts';

const house = await testApp();
const world = await newWorld(house);

type Headers = World['headers'];

const newPerson = async () => world.signIn(await world.newPerson('viewer'));
const kept = (as: Headers, name: string, filters: object) =>
  world.ask<View>('POST', '/v1/views', { name, filters }, as);
const listed = async (as: Headers) =>
  (await world.ask<{ items: View[] }>('GET', '/v1/views', undefined, as)).items;

async function refused(method: string, path: string, as: Headers, body?: object) {
  const response = await house.fetch(path, {
    method,
    headers: { ...as, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, ...((await response.json()) as { code: string; details?: unknown }) };
}

describe('views of the list of calls', () => {
  test('are there for whoever kept them, by name, and for nobody else', async () => {
    const [{ headers: mine }, { headers: theirs }] = [await newPerson(), await newPerson()];
    const filters = { provider: 'twilio', minSec: 600, recorded: true, since: '2026-03-01T00:00:00.000Z' };
    await kept(mine, 'Long ones', filters);
    await kept(mine, 'All of them', {});
    await kept(theirs, 'Long ones', {});
    expect((await listed(mine)).map(({ name, filters }) => [name, filters])).toEqual([
      ['All of them', {}],
      ['Long ones', filters],
    ]);
    expect(await listed(theirs)).toMatchObject([{ name: 'Long ones', filters: {} }]);
  });

  test('are replaced by those of the same name, also when two pages keep one at once', async () => {
    const { headers } = await newPerson();
    const first = await kept(headers, 'Missed', { status: ['no-answer', 'lost'] });
    const second = await kept(headers, 'Missed', { status: ['busy'] });
    expect(second).toEqual({ ...first, filters: { status: ['busy'] } });
    await Promise.all(Array.from({ length: 8 }, () => kept(headers, 'At once', {})));
    expect((await listed(headers)).map(({ name }) => name)).toEqual(['At once', 'Missed']);
  });

  test('are removed by their owner alone, and go with their owner', async () => {
    const owner = await world.newPerson('viewer');
    const [{ headers: mine }, { headers: theirs }] = [await world.signIn(owner), await newPerson()];
    const [one, other] = [await kept(mine, 'One', {}), await kept(mine, 'Another', {})];
    const absent = { status: 404, code: 'VIEW_NOT_FOUND' };
    expect(await refused('DELETE', `/v1/views/${one.id}`, theirs)).toMatchObject(absent);
    await world.ask('DELETE', `/v1/views/${one.id}`, undefined, mine);
    expect(await refused('DELETE', `/v1/views/${one.id}`, mine)).toMatchObject(absent);
    const stored = house.app.database.collection<{ _id: string }>('views');
    expect(await stored.countDocuments({ _id: other.id })).toBe(1);
    await world.ask('DELETE', `/v1/people/${owner.id}`);
    expect(await stored.countDocuments({ _id: other.id })).toBe(0);
  });

  test.each(['from', 'to', 'q', 'providerCallId', 'colour'])('keep no filter %s', async (name) => {
    const { headers } = await newPerson();
    const body = { name: 'One caller', filters: { [name]: '+14155550142' } };
    expect(await refused('POST', '/v1/views', headers, body)).toMatchObject({ status: 400 });
    expect(await listed(headers)).toEqual([]);
  });

  test('keep no lengths that no call has', async () => {
    const { headers } = await newPerson();
    const body = (minSec: number, maxSec: number) => ({ name: 'Lengths', filters: { minSec, maxSec } });
    expect(await refused('POST', '/v1/views', headers, body(20, 10))).toMatchObject({
      status: 400,
      details: [{ path: 'body.filters.minSec', message: 'expected at most what maxSec is' }],
    });
    expect(await kept(headers, 'Lengths', body(10, 10).filters)).toMatchObject(body(10, 10));
  });

  test('that were kept with one state have it still', async () => {
    const { headers } = await newPerson();
    const { id } = await kept(headers, 'Missed', {});
    const stored = house.app.database.collection<{ _id: string }>('views');
    await stored.updateOne({ _id: id }, { $set: { filters: { status: 'busy', agent: 'Reception' } } });
    expect(await listed(headers)).toMatchObject([{ filters: { status: ['busy'], agent: 'Reception' } }]);
  });

  test('are a hundred at most', async () => {
    const { headers } = await newPerson();
    for (let n = 0; n < 100; n += 1) await kept(headers, `View ${n}`, {});
    const full = { status: 409, code: 'TOO_MANY_VIEWS' };
    expect(await refused('POST', '/v1/views', headers, { name: 'One more', filters: {} })).toMatchObject(
      full,
    );
    expect(await kept(headers, 'View 7', { status: ['busy'] })).toMatchObject({
      filters: { status: ['busy'] },
    });
  });
});
