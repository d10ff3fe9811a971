// The sandbox as a process: npm run sandbox, or node sandbox/main.ts
import { parseArgs } from 'node:util';
import { startSandbox } from './server.ts';

const usage = `npm run sandbox -- [--port 4010] [--host ADDRESS]
  --speed N            how many times faster than life its calls are (1)
  --seed TEXT          the same seed brings the same accidents
  --state FILE         keeps what it knows from one start to the next
  --speech-cache DIR   keeps what was spoken once
sandbox/README.md says what it pretends to be.`;

const { values } = given();
const sandbox = await startSandbox({
  port: Number(values.port),
  host: values.host,
  stateFile: values.state,
  speed: Number(values.speed),
  seed: values.seed,
  speechCacheDir: values['speech-cache'],
  log: console.log,
});
console.log(`sandbox on ${sandbox.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());

function given() {
  const text = { type: 'string' } as const;
  try {
    const parsed = parseArgs({
      options: {
        port: { ...text, default: '4010' },
        host: { ...text, default: '127.0.0.1' },
        state: text,
        speed: { ...text, default: '1' },
        seed: text,
        'speech-cache': text,
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!parsed.values.help) return parsed;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}
