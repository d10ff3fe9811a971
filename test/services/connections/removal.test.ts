/** A connection that is removed while a number is put on it, at the two moments at which each could miss the other. */
import { afterAll, expect, test } from 'vitest';
import { scopeFromJob } from '../../../src/core/tenancy.ts';
import { createNumbers } from '../../../src/services/numbers/index.ts';
import { testApp } from '../../helpers/app.ts';
import { newConnection } from '../../helpers/connections.ts';
import { connectionsHouse } from './house.ts';

const house = await testApp();
const { app } = house;
const { models } = app;
const usual = connectionsHouse(house);
afterAll(() => usual.connections.close());

const scope = scopeFromJob(usual.caller);
const number = { number: '+14155550142' };
const there = (connectionId: string) =>
  models.numbers.count(scope, { connectionId, removedAt: { $exists: false } });

test('a number that comes after the numbers were looked for keeps its connection', async () => {
  const { id: connectionId } = await usual.connect(newConnection());
  const late = connectionsHouse(house, {
    models: {
      connections: models.connections,
      numbers: {
        ...models.numbers,
        async count(...asked) {
          const count = await models.numbers.count(...asked);
          await app.numbers.create(usual.caller, { connectionId, ...number });
          return count;
        },
      },
    },
  });
  const removal = late.connections.remove(usual.caller, connectionId);
  await expect(removal).rejects.toMatchObject({ code: 'CONNECTION_IN_USE' });
  expect(await usual.connections.get(usual.caller, connectionId)).toMatchObject({ id: connectionId });
  expect(await there(connectionId)).toBe(1);
  await late.connections.close();
});

test('a number whose connection goes after it was looked for is not there', async () => {
  const { id: connectionId } = await usual.connect(newConnection());
  const late = createNumbers({
    ...app,
    models: {
      numbers: models.numbers,
      connections: {
        ...models.connections,
        async findById(...asked) {
          const found = await models.connections.findById(...asked);
          await usual.connections.remove(usual.caller, connectionId);
          return found;
        },
      },
    },
  });
  const made = late.create(usual.caller, { connectionId, ...number });
  await expect(made).rejects.toMatchObject({ code: 'CONNECTION_NOT_FOUND' });
  expect(await there(connectionId)).toBe(0);
});
