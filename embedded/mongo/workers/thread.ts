/**
 * One reading thread: it works on its requests one after the other, in their order.
 *
 * A thread ends by itself wherever it can: to end it from outside in the middle of a read of the file would now and then
 * end the whole process. Between two documents it looks whether anybody still waits, so only what hangs in a single
 * document has to be ended; and a thread that has had no processor yet does not hang.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { MongoError } from '../errors.ts';
import { type Answer, type Envelope, errorOf } from './protocol.ts';

export interface ThreadOptions {
  readonly dir: string;
  readonly volatile: boolean;
  readonly log: (message: string) => void;
  /** So long one request may be worked on. */
  readonly readLimitMs: number;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly cancel: SharedArrayBuffer;
}

/** What had not begun when its thread ended through another request: it can be asked of another thread. */
export class Displaced extends Error {}

/** So much of the processor one read may use without taking notice of its cancelling. */
const STUCK_MS = 1000;
/** Asked less often than this, a thread is not disturbed by it. */
const LOOK_MS = 50;

export class Thread {
  cursors = 0;
  private readonly waiting = new Map<number, Waiting>();
  private readonly worker: Worker;
  private readonly readLimitMs: number;
  /** To end a thread in the middle of opening the file would end the whole process. */
  private readonly open = Promise.withResolvers<void>();
  private readonly exited = Promise.withResolvers<void>();
  /** Called when it takes no more requests. */
  private readonly onEnd: () => void;
  private started = false;
  private ended = false;
  private closing = false;
  /** Runs out when the request that is worked on has had its time. */
  private limit: NodeJS.Timeout | undefined;

  constructor({ dir, volatile, log, readLimitMs }: ThreadOptions, onEnd: () => void) {
    this.readLimitMs = readLimitMs;
    this.onEnd = onEnd;
    this.worker = new Worker(new URL('./entry.mjs', import.meta.url), {
      workerData: { dir, volatile },
      name: 'mongo-reader',
      // What Node was started with may make no sense for a file: --eval, --input-type.
      execArgv: [],
    });
    this.worker.unref();
    this.worker.on('message', (answer: Answer) => this.settle(answer));
    this.worker.on('error', (error) => {
      log(`a reading thread failed: ${error instanceof Error ? error.stack : String(error)}`);
      this.leave(new MongoError(1, `a reading thread failed: ${error}`));
    });
    this.worker.on('exit', () => {
      this.leave(new MongoError(11600, 'the server is closing'));
      this.exited.resolve();
    });
  }

  /** Kept when it has the file open, or never: it may end before. */
  get opened(): Promise<void> {
    return this.open.promise;
  }

  /** Kept when the thread has ended, whatever ended it. */
  get gone(): Promise<void> {
    return this.exited.promise;
  }

  get load(): number {
    return this.waiting.size * 100 + this.cursors;
  }

  ask<T>(envelope: Envelope): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.ended) {
        reject(new Displaced());
        return;
      }
      const waiting = { resolve, reject, cancel: envelope.cancel };
      this.waiting.set(envelope.id, waiting);
      if (this.waiting.size === 1) this.watch();
      // A thread keeps the process alive only while somebody waits for it.
      this.worker.ref();
      this.worker.postMessage(envelope);
    }) as Promise<T>;
  }

  /** Nobody waits for it any more. Where it does not end by itself, the thread is: it hangs in a single document. */
  cancel(cancel: SharedArrayBuffer): void {
    setCancelled(cancel);
    void this.endIfStuck(() => this.running?.cancel === cancel);
  }

  /** What it is in the middle of is cancelled. Resolves when it is gone. */
  async close(): Promise<void> {
    this.closing = true;
    this.worker.ref();
    for (const { cancel } of this.waiting.values()) setCancelled(cancel);
    const request = { method: 'exit' } as const;
    const cancel = new SharedArrayBuffer(4);
    this.worker.postMessage({ id: 0, catalogVersion: 0, request, cancel } satisfies Envelope);
    void this.endIfStuck(() => true);
    await this.exited.promise;
  }

  /** Ends it when it has used too much of the processor from now on and still is where it was. */
  private async endIfStuck(isStill: () => boolean): Promise<void> {
    await this.opened;
    try {
      const before = await this.usedMs();
      for (let left = STUCK_MS; left > 0; left = before + STUCK_MS - (await this.usedMs())) {
        await sleep(Math.max(left, LOOK_MS), undefined, { ref: false });
        if (!isStill()) return;
      }
    } catch {
      // It has ended meanwhile.
      return;
    }
    if (!isStill()) return;
    this.leave(new MongoError(11601, 'operation was interrupted'));
    void this.worker.terminate();
  }

  /** Of the processor; of the time there is where Node cannot tell (before 24.6). */
  private async usedMs(): Promise<number> {
    if (this.worker.cpuUsage === undefined) return performance.now();
    const { user, system } = await this.worker.cpuUsage();
    return (user + system) / 1000;
  }

  private get running(): Waiting | undefined {
    return this.waiting.values().next().value;
  }

  /** No read goes on for ever, not even one that hangs in a single document and whose client has set no limit. */
  private watch(): void {
    clearTimeout(this.limit);
    const { running } = this;
    if (!running || !this.started) return;
    const expire = () => {
      const message = `operation exceeded time limit: no read may take ${this.readLimitMs} ms`;
      running.reject(new MongoError(50, message));
      this.cancel(running.cancel);
    };
    this.limit = setTimeout(expire, this.readLimitMs).unref();
  }

  private settle(answer: Answer): void {
    this.started = true;
    this.open.resolve();
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    this.watch();
    if (this.waiting.size === 0 && !this.closing) this.worker.unref();
    if ('error' in answer) waiting?.reject(errorOf(answer.error));
    else waiting?.resolve(answer.result);
  }

  /** Takes no more requests. The one that is worked on ends with the error, the others are somebody else's. */
  private leave(error: MongoError): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.limit);
    this.running?.reject(error);
    for (const { reject } of this.waiting.values()) reject(new Displaced());
    this.waiting.clear();
    this.onEnd();
  }
}

function setCancelled(cancel: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(cancel), 0, 1);
}
