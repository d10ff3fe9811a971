export type { SealContext } from './context.ts';
export { createKeyedHash, type KeyedHash } from './keyed-hash.ts';
export { sameSecret } from './same-secret.ts';
export { createSealer, OpenError, type Sealer } from './sealer.ts';
