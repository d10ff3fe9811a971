/** trunkline queues: how much waits, and what was tried for the last time. */
import { NotFoundError } from '../../src/core/errors.ts';
import { type Queue, registry } from '../../src/core/queues/index.ts';
import { defineCommand, type Family } from './command.ts';
import { withHouse } from './house.ts';
import { table } from './output.ts';
import { paged, pageOptions, pageQuery } from './page.ts';
import { didYouMean } from './suggest.ts';
import { fitting, WrongUse } from './wrong-use.ts';

const names = registry.queues.map(({ name }) => name);
const queueArgument = { queue: { description: `One of ${names.join(', ')}.` } } as const;

function queueNamed(name: string): Queue {
  const queue = registry.queues.find((one) => one.name === name);
  if (queue === undefined) throw new WrongUse(`There is no queue ${name}.${didYouMean(name, names)}`);
  return queue;
}

const list = defineCommand({
  name: 'queues list',
  summary: 'Lists the queues with how many jobs wait in them, and how many are dead.',
  examples: ['queues list'],
  async run(context) {
    const rows = await withHouse(context, ({ app: { queues } }) =>
      Promise.all(
        registry.queues.map(async (queue) => {
          const [counts, oldestMs] = await Promise.all([queues.counts(queue), queues.oldestAgeMs(queue)]);
          return { queue: queue.name, ...counts, oldestSec: Math.round((oldestMs ?? 0) / 1000) };
        }),
      ),
    );
    const text = table(
      rows,
      {
        queue: ({ queue }) => queue,
        waiting: ({ waiting }) => waiting,
        'oldest (s)': ({ oldestSec }) => oldestSec,
        delayed: ({ delayed }) => delayed,
        active: ({ active }) => active,
        completed: ({ completed }) => completed,
        dead: ({ dead }) => dead,
      },
      'There is no queue.',
    );
    return { data: { items: rows }, text };
  },
});

const dead = defineCommand({
  name: 'queues dead',
  summary: 'Lists the jobs of a queue that were tried for the last time, the latest first.',
  arguments: queueArgument,
  options: pageOptions,
  examples: ['queues dead notification-queue'],
  async run(context, { queue: name, ...given }) {
    const queue = queueNamed(name);
    const { limit, cursor } = fitting(pageQuery, given);
    const { jobs, cursor: next } = await withHouse(context, ({ app }) =>
      app.queues.dead(queue, { limit, cursor }),
    );
    return paged(
      context,
      { items: [...jobs], nextCursor: next ?? null },
      {
        job: ({ jobId }) => jobId,
        died: ({ failedAt }) => failedAt,
        attempts: ({ attemptsMade }) => attemptsMade,
        error: ({ error }) => error,
        holds: ({ payload }) => payload,
      },
      'No job of this queue is dead.',
    );
  },
});

const replay = defineCommand({
  name: 'queues replay',
  summary: 'Gives a dead job, or all of a queue, all its attempts again.',
  arguments: { ...queueArgument, job: { optional: true, description: 'The id of a dead job; or --all.' } },
  options: { all: { type: 'flag', description: 'All that are dead now.' } },
  examples: ['queues replay notification-queue 7c9e6679', 'queues replay notification-queue --all'],
  async run(context, { queue: name, job, all }) {
    const queue = queueNamed(name);
    if (all === (job !== undefined)) throw new WrongUse('Which job: the id of one, or --all?');
    const replayed = await withHouse(context, ({ app: { audit, queues }, as }) => {
      const by = as();
      const resource = job === undefined ? { type: 'queue', id: name } : { type: 'job', id: job };
      const event = { action: 'job.replay', resource, after: { queue: name } } as const;
      return audit.record(by.scope, by, event, async () => {
        if (job === undefined) return queues.replayAll(queue);
        if (await queues.replay(queue, job)) return 1;
        throw new NotFoundError('There is no dead job with this id in this queue.');
      });
    });
    return {
      data: { replayed },
      text: replayed === 1 ? '1 job will be tried again.' : `${replayed} jobs will be tried again.`,
    };
  },
});

export const queues: Family = {
  name: 'queues',
  summary: 'Jobs: how many wait, and those that were tried for the last time.',
  commands: [list, dead, replay],
};
