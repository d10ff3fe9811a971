/** trunkline erase */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Erasure, NumberRequest } from '../../src/contract/privacy.ts';
import { Unavailable } from '../../src/core/errors.ts';
import { type Answer, defineCommand, type Family } from './command.ts';
import { type House, withHouse } from './house.ts';
import { tenantNamed, tenantOption } from './named.ts';
import { table } from './output.ts';
import { fitting } from './wrong-use.ts';

const lookEveryMs = 500;
const patienceMs = 10 * 60_000;

const erasing = defineCommand({
  name: 'erase',
  summary: 'Erases everything about one phone number of a tenant, and reports what was found.',
  description:
    'What is begun comes to its end also where this is stopped: a worker goes on. Of a number that is being erased\nalready, it waits for that erasure.',
  options: {
    tenant: { ...tenantOption, required: true },
    number: { type: 'text', value: 'NUMBER', required: true, description: 'As +14155550142.' },
    noWait: { type: 'flag', description: 'Leaves the work to a worker.' },
  },
  examples: ['erase --tenant nordic-dental --number +14155550142'],
  asks: ({ tenant, number }) => `Erase everything that ${tenant} has about ${number}, for good?`,
  async run(context, { tenant, number: typed, noWait }) {
    const { number } = fitting(NumberRequest, { number: typed });
    return withHouse(context, async (house) => {
      const caller = house.as((await tenantNamed(house, tenant)).id);
      const begun = await house.app.privacy.erasures.request(caller, number);
      if (noWait) return answerOf(begun);
      context.tell(`The erasure ${begun.id} is under way.`);
      return answerOf(await ended(house, caller, begun, context.signal));
    });
  },
});

/** Does the work where no worker is at it. */
async function ended(
  { app: { privacy } }: House,
  { scope }: ReturnType<House['as']>,
  { id }: Erasure,
  signal: AbortSignal,
): Promise<Erasure> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until && !signal.aborted) {
    await privacy.sweeps.erasures(signal);
    const erasure = await privacy.erasures.get(scope, id);
    if (erasure.state === 'done') return erasure;
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
  throw new Unavailable(
    `The erasure ${id} is not done yet. A worker goes on with it; so does the same command.`,
  );
}

function answerOf(erasure: Erasure): Answer {
  const { id, state, report } = erasure;
  const rows = table(
    report,
    {
      kind: ({ kind }) => kind,
      found: ({ found }) => found,
      removed: ({ removed }) => removed,
      kept: ({ kept }) => kept.map(({ why, count }) => `${why} ${count}`),
      because: ({ because }) => because,
    },
    'There is no report yet.',
  );
  return { data: erasure, text: `${id}: ${state}\n\n${rows}` };
}

export const erase: Family = {
  name: 'erase',
  summary: 'Erases everything about one phone number of a tenant.',
  commands: [erasing],
};
