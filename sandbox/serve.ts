/** The sandbox until it is told to stop. */
import { parseArgs } from 'node:util';
import { trafficRequest } from './player/requests.ts';
import { type RunningSandbox, type SandboxOptions, startSandbox } from './server.ts';

const usage = `npm run sandbox -- [--port 4010] [--host ADDRESS]
  --speed N            how many times faster than life its calls are (1)
  --seed TEXT          the same seed brings the same accidents
  --state FILE         keeps what it knows from one start to the next
  --speech-cache DIR   keeps what was spoken once
  --traffic RATE       lets people call all day long; 1 is about 600 calls a day

npm run sandbox -- play --help
  plays scenarios against any webhook address, and says what came of them

sandbox/README.md says what it pretends to be.`;

export async function serve(args: string[]): Promise<void> {
  const { values } = given(args);
  const sandbox = await started({
    port: Number(values.port),
    host: values.host,
    stateFile: values.state,
    speed: Number(values.speed),
    seed: values.seed,
    speechCacheDir: values['speech-cache'],
    log: console.log,
  });
  if (values.traffic !== undefined) {
    sandbox.player.startTraffic(trafficRequest.parse({ rate: Number(values.traffic) }));
  }
  console.log(`sandbox on ${sandbox.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

/** What keeps it from starting is told in words: a state file that cannot be read, a port that is taken. */
async function started(options: SandboxOptions): Promise<RunningSandbox> {
  try {
    return await startSandbox(options);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

function given(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    const parsed = parseArgs({
      args,
      options: {
        port: { ...text, default: '4010' },
        host: { ...text, default: '127.0.0.1' },
        state: text,
        speed: { ...text, default: '1' },
        seed: text,
        'speech-cache': text,
        traffic: text,
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const rate = parsed.values.traffic;
    if (rate !== undefined && !(Number(rate) > 0))
      throw new Error(`--traffic takes a number above 0, not ${rate}`);
    if (!parsed.values.help) return parsed;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}
