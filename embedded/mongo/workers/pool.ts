/** The reading threads: each request goes to the one with the least to do, a cursor's requests to the one it is in. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { MongoError } from '../errors.ts';
import type { Answer, BatchOfDocs, Envelope, Limits, Request } from './protocol.ts';
import { asBuffer, errorOf } from './protocol.ts';

export interface PoolOptions {
  readonly dir: string;
  readonly volatile: boolean;
  readonly log: (message: string) => void;
}

/** A read that a worker holds open. */
export interface RemoteCursor {
  next(limits: Limits): Promise<{ docs: Buffer; done: boolean }>;
  close(): void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly cancel: SharedArrayBuffer;
}

/** So long one read may take no notice of its cancelling. */
const STUCK_MS = 1000;

/** So long a thread has at the end to finish what it is doing: a read that is cancelled ends much sooner. */
const PATIENCE_MS = 2000;

class Thread {
  readonly waiting = new Map<number, Waiting>();
  readonly worker: Worker;
  /** To end a thread in the middle of opening the file would end the whole process. */
  private readonly opened = Promise.withResolvers<void>();
  cursors = 0;

  constructor(options: PoolOptions, onExit: (thread: Thread) => void) {
    const { dir, volatile } = options;
    this.worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { dir, volatile },
      name: 'mongo-reader',
      // What Node was started with may make no sense for a file: --eval, --input-type.
      execArgv: [],
    });
    this.worker.unref();
    this.worker.on('message', (answer: Answer) => this.settle(answer));
    this.worker.on('error', (error) => {
      options.log(`a reading thread failed: ${error instanceof Error ? error.stack : String(error)}`);
      for (const { reject } of this.waiting.values())
        reject(new MongoError(1, `a reading thread failed: ${error}`));
      this.waiting.clear();
    });
    this.worker.on('exit', () => onExit(this));
  }

  /** A thread that is in the middle of something long is not waited for. */
  async end(): Promise<void> {
    const exited = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    this.worker.ref();
    for (const { cancel } of this.waiting.values()) setCancelled(cancel);
    const request = { method: 'exit' } as const;
    const cancel = new SharedArrayBuffer(4);
    this.worker.postMessage({ id: 0, catalogVersion: 0, request, cancel } satisfies Envelope);
    const late = setTimeout(() => void this.opened.promise.then(() => this.worker.terminate()), PATIENCE_MS);
    await exited;
    clearTimeout(late);
    for (const { reject } of this.waiting.values()) reject(new MongoError(11600, 'the server is closing'));
    this.waiting.clear();
  }

  /** Nobody waits for it any more. Where it does not end by itself, the thread is: it hangs in a single document. */
  cancel(cancel: SharedArrayBuffer): void {
    setCancelled(cancel);
    // Requests are worked on in their order, so the first one that waits is the one that runs.
    const isRunning = () => this.waiting.values().next().value?.cancel === cancel;
    setTimeout(() => isRunning() && this.terminate(), STUCK_MS).unref();
  }

  private terminate(): void {
    void this.worker.terminate();
    for (const { reject } of this.waiting.values())
      reject(new MongoError(11601, 'operation was interrupted'));
    this.waiting.clear();
  }

  private settle(answer: Answer): void {
    this.opened.resolve();
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (this.waiting.size === 0) this.worker.unref();
    if ('error' in answer) waiting?.reject(errorOf(answer.error));
    else waiting?.resolve(answer.result);
  }
}

export class Pool {
  private readonly options: PoolOptions;
  private readonly threads: Thread[] = [];
  private lastId = 0;
  private catalogVersion = 0;
  private closing = false;

  constructor(options: PoolOptions) {
    this.options = options;
  }

  /** Starts the threads, where they are not there yet: after the server is up, or when the first read needs them. */
  warm(): void {
    const wanted = Math.max(2, Math.min(4, availableParallelism() - 1));
    while (this.threads.length < wanted && !this.closing) this.start();
  }

  private start(): void {
    const thread = new Thread(this.options, (gone) => {
      this.threads.splice(this.threads.indexOf(gone), 1);
      this.warm();
    });
    this.threads.push(thread);
  }

  catalogChanged(): void {
    this.catalogVersion += 1;
  }

  /** For requests that one answer settles. */
  ask<T>(request: Request, signal?: AbortSignal): Promise<T> {
    const cancel = new SharedArrayBuffer(4);
    const thread = this.leastBusy();
    signal?.addEventListener('abort', () => thread.cancel(cancel), { once: true });
    return this.send<T>(thread, request, cancel);
  }

  async open(request: Extract<Request, { method: 'open' }>): Promise<RemoteCursor> {
    const thread = this.leastBusy();
    const cancel = new SharedArrayBuffer(4);
    thread.cursors += 1;
    let open = true;
    const closed = () => {
      if (open) thread.cursors -= 1;
      open = false;
    };
    try {
      const cursor = await this.send<number>(thread, request, cancel);
      return {
        next: async (limits) => {
          try {
            const { docs, done } = await this.send<BatchOfDocs>(
              thread,
              { method: 'next', cursor, limits },
              cancel,
            );
            if (done) closed();
            return { docs: asBuffer(docs), done };
          } catch (error) {
            closed();
            throw error;
          }
        },
        close: () => {
          thread.cancel(cancel);
          if (open) this.send(thread, { method: 'close', cursor }, cancel).catch(() => {});
          closed();
        },
      };
    } catch (error) {
      closed();
      throw error;
    }
  }

  private leastBusy(): Thread {
    this.warm();
    const load = ({ waiting, cursors }: Thread) => waiting.size * 100 + cursors;
    return this.threads.reduce((best, thread) => (load(thread) < load(best) ? thread : best));
  }

  private send<T>(thread: Thread, request: Request, cancel: SharedArrayBuffer): Promise<T> {
    this.lastId += 1;
    const envelope: Envelope = { id: this.lastId, catalogVersion: this.catalogVersion, request, cancel };
    return new Promise<unknown>((resolve, reject) => {
      if (!this.threads.includes(thread)) {
        reject(new MongoError(43, 'the cursor was lost with the reading thread that held it'));
        return;
      }
      thread.waiting.set(envelope.id, { resolve, reject, cancel });
      // A thread keeps the process alive only while somebody waits for it.
      thread.worker.ref();
      thread.worker.postMessage(envelope);
    }) as Promise<T>;
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(this.threads.map((thread) => thread.end()));
  }
}

function setCancelled(cancel: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(cancel), 0, 1);
}
