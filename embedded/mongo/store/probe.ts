/** Run in a process of its own on a data file that may not be whole: reads everything, and dies where a page is missing. */
import { openEnv } from './env.ts';

const { docs, keys, meta, root } = openEnv({ dir: process.argv[2] as string });
let bytes = 0;
for (const tree of [docs, keys, meta]) for (const { value } of tree.getRange({})) bytes += value.length;
await root.close();
process.exitCode = bytes > 0 ? 0 : 1;
