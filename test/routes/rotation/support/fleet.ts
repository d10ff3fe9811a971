/**
 * Two processes' worth of Trunkline on one database, each on a port of its own, which are started anew one after the
 * other as an operator does it: the next one takes over before its predecessor is told to end.
 */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { type App, createApp } from '../../../../src/app.ts';
import type { Clock } from '../../../../src/core/clock.ts';
import { readConfig } from '../../../../src/core/config/index.ts';
import type { Key } from '../../../../src/core/config/kinds.ts';
import { createLogger } from '../../../../src/core/logger/index.ts';
import { closeHttp } from '../../../../src/routes/close.ts';
import { createHttp } from '../../../../src/routes/http.ts';
import { processEnvironment } from '../../../helpers/app.ts';

export interface Instance {
  readonly app: App;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface Fleet {
  /** Starts every process anew with these keys, while everybody goes on asking. */
  runWith(...ring: Key[]): Promise<void>;
  readonly instances: readonly Instance[];
  /** The processes in turn. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Of one of the processes. */
  readonly app: App;
}

const size = 2;

/** To be called inside of a test, which closes it. */
export function createFleet(clock: Clock): Fleet {
  const environment = {
    ...processEnvironment(),
    HOST: '127.0.0.1',
    PORT: '0',
    // Nobody is turned away for asking often.
    RATE_LIMIT_LOGINS: '1000000',
    RATE_LIMIT_CALLER_REQUESTS: '1000000',
    // There its calls go.
    EGRESS_ALLOWED_NETWORKS: '127.0.0.1',
  };
  const running: (Instance & { end(): Promise<void> })[] = [];
  const errors: string[] = [];

  async function start(ring: readonly Key[]) {
    const ENCRYPTION_KEYS = ring
      .map(({ id, bytes }) => `${id}:${Buffer.from(bytes).toString('base64')}`)
      .join(',');
    const config = readConfig({ ...environment, ENCRYPTION_KEYS });
    const log = createLogger('error', { write: (line: string) => void errors.push(line) });
    const app = await createApp(config, log, undefined, clock);
    const http = await createHttp(app, { limits: { delayMs: 0 } });
    await http.fastify.listen({ host: config.HOST, port: config.PORT });
    const url = `http://127.0.0.1:${(http.fastify.server.address() as AddressInfo).port}`;
    let busy = 0;
    return {
      app,
      async fetch(path: string, init?: RequestInit) {
        busy += 1;
        try {
          return await fetch(`${url}${path}`, init);
        } finally {
          busy -= 1;
        }
      },
      async end() {
        // As a balancer does that has stopped sending to it.
        while (busy > 0) await sleep(2);
        await closeHttp(http, app.health, { pauseMs: 0, patienceMs: 10_000 });
        expect(await app.closing.close(), 'what did not close').toEqual([]);
      },
    };
  }

  onTestFinished(async () => {
    for (const instance of running) await instance.end();
    expect(errors, 'errors that no test asked for').toEqual([]);
  });
  let turn = 0;
  const next = () => {
    turn += 1;
    return running[turn % size] ?? fail();
  };
  return {
    instances: running,
    get app() {
      return next().app;
    },
    fetch: (path, init) => next().fetch(path, init),
    async runWith(...ring) {
      for (let place = 0; place < size; place += 1) {
        const [before] = running.splice(place, 1, await start(ring));
        await before?.end();
      }
    },
  };
}

function fail(): never {
  throw new Error('nothing runs yet');
}
