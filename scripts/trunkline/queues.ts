/** trunkline queues: how much waits, and what was tried for the last time. */
import { FailedJobQuery } from '../../src/contract/queues.ts';
import { registry } from '../../src/core/queues/index.ts';
import { defineCommand, type Family } from './command.ts';
import { withHouse } from './house.ts';
import { table } from './output.ts';
import { paged, pageOptions } from './page.ts';
import { didYouMean } from './suggest.ts';
import { fitting, WrongUse } from './wrong-use.ts';

const names = registry.queues.map(({ name }) => name);
const queueArgument = { queue: { description: `One of ${names.join(', ')}.` } } as const;

function known(name: string): string {
  if (names.includes(name)) return name;
  throw new WrongUse(`There is no queue ${name}.${didYouMean(name, names)}`);
}

const list = defineCommand({
  name: 'queues list',
  summary: 'Lists the queues with how many jobs wait in them, and how many are dead.',
  examples: ['queues list'],
  async run(context) {
    const rows = await withHouse(context, ({ app }) => app.queueCare.list());
    const text = table(
      rows,
      {
        queue: ({ name }) => name,
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
    const queue = known(name);
    const query = fitting(FailedJobQuery, given);
    return paged(
      context,
      await withHouse(context, ({ app }) => app.queueCare.failed(queue, query)),
      {
        job: ({ id }) => id,
        died: ({ failedAt }) => failedAt,
        attempts: ({ attempts }) => attempts,
        error: ({ error }) => error,
        about: ({ about }) => about,
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
    const queue = known(name);
    if (all === (job !== undefined)) throw new WrongUse('Which job: the id of one, or --all?');
    const replayed = await withHouse(context, ({ app, as }) => app.queueCare.replay(as(), queue, job));
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
