/** A way to Redis that a test can block: it then stands open and nothing comes back, as behind a broken network. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface RedisProxy {
  readonly url: string;
  /** From now on nothing passes, in either direction, on old connections and on new ones. */
  hang(): void;
  /** What was held up is lost with its connections; new ones work. */
  resume(): void;
  /** Connections are refused. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export async function redisProxy(redisUrl: string): Promise<RedisProxy> {
  const target = new URL(redisUrl);
  const open = new Set<Socket>();
  let hanging = false;
  let port = 0;

  const server = createServer((near) => {
    const far =
      target.protocol === 'unix:' ? connect(target.pathname) : connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on('data', (bytes) => hanging || to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  const listen = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const goAway = async () => {
    if (!server.listening) return;
    server.close();
    cut();
    await once(server, 'close');
  };
  await listen();
  return {
    url: `redis://127.0.0.1:${port}`,
    hang() {
      hanging = true;
    },
    resume() {
      hanging = false;
      cut();
    },
    goAway,
    comeBack: listen,
    close: goAway,
  };
}
