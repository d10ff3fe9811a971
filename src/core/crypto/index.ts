export type { SealContext } from './context.ts';
export { createKeyedHash } from './keyed-hash.ts';
export { sameSecret } from './same-secret.ts';
export { createSealer, OpenError } from './sealer.ts';
