export type { SealContext } from './context.ts';
export type { Envelope } from './envelope.ts';
export { createKeyedHash, type KeyedHash } from './keyed-hash.ts';
export { sameSecret } from './same-secret.ts';
export { createSealedField, type SealedField, sealedContext } from './sealed-field.ts';
export { createSealer, OpenError, type Sealer } from './sealer.ts';
