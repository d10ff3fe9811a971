/** Starts a Redis on the folder it is given, says where, and stays. */
import { startRedis } from '../../../embedded/redis/index.ts';

const { url, pid } = await startRedis({ dir: process.argv[2] ?? '' });
console.log(`started ${JSON.stringify({ url, pid })}`);
setInterval(() => undefined, 60_000);
