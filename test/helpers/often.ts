/**
 * How often a property is tried: a tenth of what shows it, for each run of `npm test` tries other values. All of it
 * where TEST_LONG is set.
 */
export const isLong = Boolean(process.env.TEST_LONG);

export function often(runs: number): number {
  return isLong ? runs : Math.ceil(runs / 10);
}
