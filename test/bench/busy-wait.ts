/** Holds the whole thread for that long, as a computation does. */
export function busyWait(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
