/** Which JavaScript numbers are BSON's int32 and which are doubles: the rule of the `bson` package's encoder. */
import { Double } from 'bson';

/** Is this number stored as an int32? */
export function isInt32(n: number): boolean {
  return (n | 0) === n && !Object.is(n, -0);
}

/** The value whose encoding is a BSON double, also where the plain number would be encoded as an int32. */
export function asDouble(n: number): number | Double {
  return isInt32(n) ? new Double(n) : n;
}
