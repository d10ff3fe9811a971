/** The reading threads: each request goes to the one with the least to do, a cursor's requests to the one it is in. */
import { availableParallelism } from 'node:os';
import { MongoError } from '../errors.ts';
import type { BatchOfDocs, Limits, Request } from './protocol.ts';
import { asBuffer } from './protocol.ts';
import { Displaced, Thread, type ThreadOptions } from './thread.ts';

/** A read that a worker holds open. */
export interface RemoteCursor {
  next(limits: Limits): Promise<{ docs: Buffer; done: boolean }>;
  close(): void;
}

interface Held {
  readonly thread: Thread;
  readonly cursor: number;
  isHeld(): boolean;
  letGo(): void;
}

export class Pool {
  private readonly options: ThreadOptions;
  /** Those that take requests. */
  private readonly threads = new Set<Thread>();
  /** Those that are not gone yet. */
  private readonly alive = new Set<Thread>();
  /** Threads start one after the other: several at once hold each other up, and whoever answers. */
  private starting: Thread | undefined;
  private lastId = 0;
  private catalogVersion = 0;
  private closing = false;

  constructor(options: ThreadOptions) {
    this.options = options;
  }

  /** Starts the threads, where they are not there yet: after the server is up, or when the first read needs them. */
  warm(): void {
    const wanted = Math.max(2, Math.min(4, availableParallelism() - 1));
    if (this.threads.size >= wanted || this.closing || this.starting) return;
    this.start();
  }

  private start(): void {
    const next = () => {
      if (this.starting === thread) this.starting = undefined;
      this.warm();
    };
    const thread = new Thread(this.options, () => {
      this.threads.delete(thread);
      next();
    });
    this.starting = thread;
    this.threads.add(thread);
    this.alive.add(thread);
    void thread.opened.then(next);
    void thread.gone.then(() => this.alive.delete(thread));
  }

  catalogChanged(): void {
    this.catalogVersion += 1;
  }

  /** For requests that one answer settles. */
  ask<T>(request: Request, signal?: AbortSignal): Promise<T> {
    const cancel = new SharedArrayBuffer(4);
    return this.place((thread) => {
      signal?.addEventListener('abort', () => thread.cancel(cancel), { once: true });
      return this.send<T>(thread, request, cancel);
    });
  }

  /** It is opened when it is first asked for documents: that may take long as well, and be ended. */
  open(request: Extract<Request, { method: 'open' }>): RemoteCursor {
    const cancel = new SharedArrayBuffer(4);
    let opening: Thread | undefined;
    let held: Held | undefined;
    let begun = false;
    let closed = false;
    const holding = async (): Promise<Held> => {
      const fresh = await this.hold(request, cancel, (thread) => {
        if (closed) throw new MongoError(11601, 'operation was interrupted');
        opening = thread;
      });
      held = fresh;
      if (closed) close();
      return fresh;
    };
    const next = async (limits: Limits): Promise<BatchOfDocs> => {
      const { thread, cursor, letGo } = held ?? (await holding());
      try {
        const batch = await this.send<BatchOfDocs>(thread, { method: 'next', cursor, limits }, cancel);
        begun = true;
        if (batch.done) letGo();
        return batch;
      } catch (error) {
        letGo();
        if (!(error instanceof Displaced)) throw error;
        if (begun) throw new MongoError(43, 'the cursor was lost with the reading thread that held it');
        held = undefined;
        return next(limits);
      }
    };
    const close = (): void => {
      closed = true;
      opening?.cancel(cancel);
      if (held?.isHeld()) {
        const { thread, cursor } = held;
        this.send(thread, { method: 'close', cursor }, cancel).catch(() => {});
      }
      held?.letGo();
    };
    return {
      async next(limits) {
        const { docs, done } = await next(limits);
        return { docs: asBuffer(docs), done };
      },
      close,
    };
  }

  /** Has a thread open a cursor, and counts it as that thread's until it is let go. */
  private hold(
    request: Extract<Request, { method: 'open' }>,
    cancel: SharedArrayBuffer,
    onThread: (thread: Thread) => void,
  ): Promise<Held> {
    return this.place(async (thread) => {
      onThread(thread);
      const cursor = await this.send<number>(thread, request, cancel);
      let held = true;
      thread.cursors += 1;
      const letGo = () => {
        if (held) thread.cursors -= 1;
        held = false;
      };
      return { thread, cursor, isHeld: () => held, letGo };
    });
  }

  /** In the thread with the least to do; where another request has taken that down before its turn, in another. */
  private async place<T>(work: (thread: Thread) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work(this.leastBusy());
      } catch (error) {
        if (!(error instanceof Displaced)) throw error;
      }
    }
  }

  private leastBusy(): Thread {
    this.warm();
    const [first, ...others] = this.threads;
    if (!first) throw new MongoError(11600, 'the server is closing');
    return others.reduce((best, thread) => (thread.load < best.load ? thread : best), first);
  }

  private send<T>(thread: Thread, request: Request, cancel: SharedArrayBuffer): Promise<T> {
    this.lastId += 1;
    return thread.ask<T>({ id: this.lastId, catalogVersion: this.catalogVersion, request, cancel });
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.all([...this.alive].map((thread) => thread.close()));
  }
}
