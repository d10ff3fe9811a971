/** node scripts/up/mongod.ts FOLDER PORT: runs the mongod of the PATH, and says when it can be used. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [folder = '', port = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true, mode: 0o700 });
const child = spawn('mongod', ['--dbpath', folder, '--bind_ip', '127.0.0.1', '--port', port], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
const exited = once(child, 'exit');
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill('SIGTERM'));
if (await Promise.race([accepts(Number(port)), exited.then(() => false)])) {
  console.log(`listening on mongodb://127.0.0.1:${port}/`);
}
const [code] = await exited;
process.exit(code ?? 1);

async function accepts(port: number): Promise<true> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return true;
    await sleep(50);
  }
}
