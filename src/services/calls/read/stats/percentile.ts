/** The shortest length that so many of a hundred calls do not exceed. Exact, and null where there are no calls. */
export function percentileOf(lengths: readonly { readonly seconds: number; readonly calls: number }[]) {
  const sorted = lengths.toSorted((one, other) => one.seconds - other.seconds);
  const total = sorted.reduce((sum, { calls }) => sum + calls, 0);
  return (percent: number): number | null => {
    let left = Math.ceil((total * percent) / 100);
    for (const { seconds, calls } of sorted) {
      left -= calls;
      if (left <= 0) return seconds;
    }
    return null;
  };
}
