/**
 * Classes of calls by how long they were. A list is in the order of time, which an index has for one value of a field
 * and not for a range of it: a range of seconds is read as the few classes that it touches.
 */

/** Where each class begins, in seconds. */
const begins = [0, 1, 10, 30, 60, 180, 600, 1_800] as const;

export function lengthClassOf(seconds: number): number {
  return begins.findLastIndex((begin) => begin <= seconds);
}

export function lengthClasses(atLeast = 0, atMost = Number.POSITIVE_INFINITY): number[] {
  const [first, last] = [lengthClassOf(atLeast), lengthClassOf(atMost)];
  return begins.flatMap((_, index) => (index >= first && index <= last && atLeast <= atMost ? [index] : []));
}
