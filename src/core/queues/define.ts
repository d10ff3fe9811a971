/**
 * What a queue is, without the program that carries it: its name, what its jobs hold, and how they are tried.
 * A job holds ids, never documents: it is a hint that something is to be done, and what is to be done is read from
 * the database when the job runs. So a lost or doubled job does no harm.
 */
import { z } from 'zod';

/** What every job says about itself: whose it is, and the request that it goes back to. */
const common = { tenantId: z.string().min(1), requestId: z.string().min(1) };

export interface CommonPayload {
  readonly tenantId: string;
  readonly requestId: string;
}

/** The schema of a job's payload: its own ids beside the ones that every job has. */
export function jobPayload<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ ...shape, ...common });
}

export type Priority = 'high' | 'medium' | 'low';

export interface Backoff {
  /** The longest wait after the first failure; it doubles with each further one. */
  readonly firstMs: number;
  readonly capMs: number;
}

export interface Queue<Payload extends CommonPayload = CommonPayload> {
  readonly name: string;
  /** What is added is what arrives: it may be stricter than a type, but changes no value. */
  readonly payload: z.ZodType<Payload, Payload>;
  /** How often a job is tried before it is dead. */
  readonly attempts: number;
  readonly backoff: Backoff;
  /** How long one attempt may take. */
  readonly timeLimitMs: number;
  /** How many jobs one process works on at once: the floor when little is waiting, the ceiling when much is. */
  readonly concurrency: { readonly floor: number; readonly ceiling: number };
  /** Who gives way when a process has more to do than it can: low first, high last. */
  readonly priority: Priority;
  /** How many ended jobs are kept to be looked at. A kept job's id cannot be added again. */
  readonly retention: { readonly completed: number; readonly failed: number };
}

type Settings<Payload extends CommonPayload> = Pick<Queue<Payload>, 'name' | 'payload' | 'concurrency'> &
  Partial<Omit<Queue<Payload>, 'name' | 'payload' | 'concurrency'>>;

const usual = {
  attempts: 3,
  backoff: { firstMs: 1_000, capMs: 10 * 60_000 },
  timeLimitMs: 10 * 60_000,
  priority: 'medium',
  retention: { completed: 100, failed: 10_000 },
} as const;

export function defineQueue<Payload extends CommonPayload>(settings: Settings<Payload>): Queue<Payload> {
  const queue = { ...usual, ...settings };
  const { name, attempts, backoff, concurrency } = queue;
  const must = (holds: boolean, what: string) => {
    if (!holds) throw new Error(`the queue ${name} needs ${what}`);
  };
  must(/^[a-z][a-z0-9-]*$/.test(name), 'a name of lower-case letters, digits and hyphens');
  must(Number.isInteger(attempts) && attempts >= 1, 'at least one attempt');
  must(backoff.firstMs >= 1 && backoff.capMs >= backoff.firstMs, 'a cap that is not below its first wait');
  must(
    Number.isInteger(concurrency.floor) && Number.isInteger(concurrency.ceiling) && concurrency.floor >= 1,
    'a whole number as the floor and the ceiling of its concurrency',
  );
  must(concurrency.ceiling >= concurrency.floor, 'a ceiling that is not below its floor');
  return queue;
}
