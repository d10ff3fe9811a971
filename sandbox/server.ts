/** The sandbox: the outside world, pretended over its real wire. */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { createPhoneNetwork } from './calls/index.ts';
import { createBackground } from './frame/background.ts';
import { createClock } from './frame/clock.ts';
import { mountControl } from './frame/control.ts';
import { createFaults } from './frame/faults.ts';
import { watchVendor } from './frame/incoming.ts';
import type { Sandbox, Vendor } from './frame/index.ts';
import { createJournal } from './frame/journal.ts';
import { createSend } from './frame/outgoing.ts';
import { createRandom } from './frame/random.ts';
import { createState } from './frame/state.ts';
import { createTransport } from './frame/transport.ts';
import { mountPlayer } from './player/control.ts';
import { createPlayer, type Player } from './player/index.ts';
import { createSpeech } from './speech/index.ts';
import { vendors as allVendors } from './vendors/index.ts';

export interface SandboxOptions {
  /** 0 takes a free one. */
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  /** The same seed, the same chances. Nothing said: another one each time, so that ids never come twice. */
  readonly seed?: string | undefined;
  readonly speed?: number | undefined;
  readonly stateFile?: string | undefined;
  /** Where what was spoken once is kept for the next start. */
  readonly speechCacheDir?: string | undefined;
  readonly log?: (line: string) => void;
  readonly vendors?: readonly Vendor[];
}

export interface RunningSandbox extends Sandbox {
  readonly player: Player;
  close(): Promise<void>;
}

/** A mail with its attachments may have 30 MB, and vendors say themselves that more is too much. */
const bodyLimit = 64 * 1024 * 1024;

export async function startSandbox({
  port = 0,
  host = '127.0.0.1',
  seed = Date.now().toString(36),
  speed = 1,
  stateFile,
  speechCacheDir,
  log = () => undefined,
  vendors = allVendors,
}: SandboxOptions = {}): Promise<RunningSandbox> {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const closers: (() => unknown)[] = [];
  const random = createRandom(seed);
  const journal = createJournal();
  const faults = createFaults(random);
  const state = createState(stateFile, log);
  const transport = createTransport();
  const background = createBackground(closing.signal, log);
  const clock = createClock(speed);
  const speech = createSpeech({ cacheDir: speechCacheDir });
  const phones = createPhoneNetwork({ speech, clock });
  const pause = (ms: number) => sleep(ms, undefined, { signal: closing.signal });
  const app = fastify({
    bodyLimit,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    ajv: { customOptions: { removeAdditional: false } },
  });
  let url = '';

  const sandbox: Sandbox = {
    get url() {
      return url;
    },
    clock,
    random,
    journal,
    faults,
    state,
    send: createSend({ transport, journal, faults, pause }),
    speech,
    phones,
    stages: new Map(),
    pause,
    background,
    log,
    closing: closing.signal,
    onClose: (close) => closers.push(close),
  };

  async function close(): Promise<void> {
    closing.abort(new Error('the sandbox closes'));
    // Calls end first: what waits for their end goes on, and ends as well.
    await phones.close();
    await app.close();
    transport.close();
    await background.settled();
    for (const each of closers.reverse()) await each();
    await speech.close();
    await state.close();
  }

  let player: Player;
  try {
    player = await createPlayer(sandbox);
    mountControl(app, sandbox, vendors);
    mountPlayer(app, player);
    for (const vendor of vendors) await mountVendor(app, sandbox, vendor);
    url = await app.listen({ port, host });
  } catch (error) {
    await close();
    throw error;
  }
  return Object.assign(sandbox, { player, close });
}

/** Its API and its control, each a part of the server with hooks and parsers of its own. */
async function mountVendor(app: FastifyInstance, sandbox: Sandbox, vendor: Vendor): Promise<void> {
  const { name, notFound = () => ({ message: `the sandbox's ${vendor.title} has no such path` }) } = vendor;
  await app.register(async (parent) => {
    let control: FastifyInstance | undefined;
    parent.register(
      async (instance) => {
        control = instance;
      },
      { prefix: `/_sandbox/${name}` },
    );
    parent.register(
      async (api) => {
        watchVendor(api, sandbox, name);
        // Of its own, so that a path that nobody serves is seen in the journal.
        api.setNotFoundHandler((request, reply) => notFound(request, reply.code(404)));
        if (control !== undefined) await vendor.mount(api, sandbox, control);
      },
      { prefix: `/${name}` },
    );
  });
}
