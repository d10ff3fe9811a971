/**
 * Personal data and secrets that a test plants, and every place in which nobody may find them again: the log, Redis,
 * answers that are errors, and jobs that are dead. A part that takes in something new plants it here as well.
 */
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import { keyPrefix, type Queue, registry } from '../../src/core/queues/index.ts';
import type { TestApp } from './app.ts';

/** Each has a form that nothing else has, so that whatever holds it got it from here. */
export const planted = {
  phone: '+14155550142',
  phoneWritten: '(415) 555-0142',
  email: 'ada.lovelace.planted@mail.example.com',
  card: '4111 1111 1111 1111',
  ssn: '123-45-6789',
  iban: 'GB82 WEST 1234 5698 7654 32',
  apiKey: 'tl_live_4fz8gq0b7mplanted',
  bearer: 'Bearer plantedplantedplanted',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJwbGFudGVkIjoxfQ.cGxhbnRlZHBsYW50ZWQ',
  stripeKey: 'sk_test_51PlantedPlanted',
  webhookSecret: 'whsec_PlantedPlanted',
  password: 'correct horse planted staple',
} as const;

export interface Trace {
  readonly where: string;
  readonly what: string;
}

export function createTraces({ app, lines }: Pick<TestApp, 'app' | 'lines'>) {
  const errors: { where: string; text: string }[] = [];

  /** What may be kept of an answer: nothing of what was sent may stand in one that refuses it. */
  async function note(where: string, answer: Response): Promise<Response> {
    const text = await answer.clone().text();
    if (answer.status >= 400) errors.push({ where: `${where} ${answer.status}`, text });
    return answer;
  }

  async function texts(): Promise<{ where: string; text: string }[]> {
    const dead = await Promise.all(registry.queues.map((queue) => deadJobs(app.queues, queue)));
    return [
      ...lines.map((line) => ({ where: `the log: ${line.message}`, text: JSON.stringify(line) })),
      ...errors,
      ...dead.flat(),
      ...(await inRedis(app.config.REDIS_PREFIX)),
    ];
  }

  return {
    note,
    async find(secrets: Readonly<Record<string, string>> = planted): Promise<Trace[]> {
      const all = await texts();
      return Object.entries(secrets).flatMap(([what, secret]) =>
        all.filter(({ text }) => text.includes(secret)).map(({ where }) => ({ where, what })),
      );
    },
    /** How much was looked through: nothing found in nothing proves nothing. */
    async size(): Promise<number> {
      return (await texts()).length;
    },
  };
}

async function deadJobs(queues: TestApp['app']['queues'], queue: Queue) {
  const { jobs } = await queues.dead(queue, { limit: 1_000 });
  return jobs.map((job) => ({ where: `a dead job of ${queue.name}`, text: JSON.stringify(job) }));
}

async function inRedis(prefix: string): Promise<{ where: string; text: string }[]> {
  const redis = new Redis(inject('redisUrl'));
  try {
    const found: { where: string; text: string }[] = [];
    for await (const keys of redis.scanStream({ match: `*${keyPrefix(prefix)}*`, count: 1_000 })) {
      for (const key of keys as string[]) {
        // As Redis would write it to its disk: whatever type it is of.
        const value = await redis.dumpBuffer(key);
        found.push({ where: `Redis: ${key}`, text: `${key} ${value?.toString('latin1') ?? ''}` });
      }
    }
    return found;
  } finally {
    await redis.quit();
  }
}
