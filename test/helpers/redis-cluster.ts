/** Three nodes that share the slots, as a Redis Cluster has them at least. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll } from 'vitest';
import { startRedis } from '../../embedded/redis/index.ts';
import { freePorts } from './free-port.ts';

const slots = 16_384;

/** Resolves with the nodes' addresses by commas. */
export async function startRedisCluster(): Promise<string> {
  // Each talks to the others on a second port, by default one that is often not there.
  const ports = await freePorts(6);
  const nodes = await Promise.all([0, 1, 2].map((node) => startNode(ports[node] ?? 0, ports[node + 3] ?? 0)));
  afterAll(async () => {
    await Promise.all(nodes.map(({ server }) => server.close()));
  });
  const clients = nodes.map(({ server }) => new Redis(server.url));
  const [first, ...others] = nodes;
  const share = Math.ceil(slots / nodes.length);
  await Promise.all(
    clients.map(async (client, index) => {
      const last = Math.min((index + 1) * share, slots) - 1;
      await client.call('CLUSTER', 'ADDSLOTSRANGE', String(index * share), String(last));
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
    }),
  );
  for (const { port, busPort } of others) {
    await clients[0]?.call('CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPort));
  }
  for (const client of clients) {
    while (!(await isWhole(client, nodes.length))) await sleep(50);
    await client.quit();
  }
  if (first === undefined) throw new Error('a cluster has nodes');
  return nodes.map(({ server }) => server.url).join(',');
}

async function startNode(port: number, busPort: number) {
  const settings = {
    'cluster-enabled': 'yes',
    'cluster-port': String(busPort),
    'cluster-node-timeout': '2000',
  };
  return { port, busPort, server: await startRedis({ port, settings }) };
}

async function isWhole(client: Redis, count: number): Promise<boolean> {
  const info = String(await client.call('CLUSTER', 'INFO'));
  return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${count}`);
}
