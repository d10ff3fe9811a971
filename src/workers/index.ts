/** All workers of the product, one file each beside this one. */
import type { Worker } from './runtime/index.ts';

export const workers: readonly Worker[] = [];
