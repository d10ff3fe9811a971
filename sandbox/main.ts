// The sandbox as a process: node sandbox/main.ts [--port 4010] [--host ADDRESS] [--state FILE] [--speed N] [--seed TEXT] [--speech-cache DIR]
import { parseArgs } from 'node:util';
import { startSandbox } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    host: { type: 'string', default: '127.0.0.1' },
    state: { type: 'string' },
    speed: { type: 'string', default: '1' },
    seed: { type: 'string' },
    'speech-cache': { type: 'string' },
  },
});

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
