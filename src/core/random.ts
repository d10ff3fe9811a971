/**
 * A few random bytes at a time, out of many that were drawn together: drawing twelve costs as much as drawing four
 * thousand. None is given out twice.
 */
import { randomFillSync } from 'node:crypto';

const drawn = Buffer.alloc(4096);
let given = drawn.length;

export function fewRandomBytes(count: number): Buffer {
  if (given + count > drawn.length) {
    randomFillSync(drawn);
    given = 0;
  }
  const bytes = Buffer.from(drawn.subarray(given, given + count));
  // Whoever reads this memory later learns nothing of what was made with them.
  drawn.fill(0, given, given + count);
  given += count;
  return bytes;
}
