/** An entry point that does what CASE names, for the tests of runProcess. */
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProcess } from '../../../src/core/process.ts';

const say = (word: string) => console.log(word);

await runProcess('fixture', async ({ config, closing }) => {
  closing.add('the ground', () => say('ground closed'));
  // Like a real server it keeps the process alive until it is closed.
  const server = createServer().listen(0, '127.0.0.1');
  const finish = () => new Promise((resolve) => server.close(resolve));
  switch (process.env.CASE) {
    case 'hangs':
      closing.add('the server', finish);
      closing.add('the sticky part', () => new Promise(() => undefined), { patienceMs: 600_000 });
      break;
    case 'leaks':
      closing.add('the server', () => say('server not closed'));
      break;
    case 'throws':
      closing.add('the server', finish);
      setImmediate(() => {
        throw new Error('first');
      });
      setImmediate(() => {
        throw new Error('second');
      });
      break;
    case 'rejects':
      closing.add('the server', finish);
      setImmediate(() => void Promise.reject(new Error('nobody waits')));
      break;
    case 'fails':
      closing.add('the server', finish);
      throw new Error('the port is taken');
    case 'slow start':
      say('starting');
      await sleep(300);
      closing.add('the server', finish);
      say('opened late');
      return;
    case 'never starts':
      say('starting');
      await new Promise(() => undefined);
      break;
    default:
      closing.add('the server', async () => {
        await sleep(Number(process.env.FINISH_MS ?? 0));
        await finish();
        say('server closed');
      });
  }
  say(`started with ${config.SHUTDOWN_SECONDS}`);
});
