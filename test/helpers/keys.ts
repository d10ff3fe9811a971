import { randomBytes } from 'node:crypto';
import type { Key } from '../../src/core/config/kinds.ts';

export function randomKey(id: string): Key {
  return { id, bytes: randomBytes(32) };
}
