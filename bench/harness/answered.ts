const graceMs = 30_000;

/** A run that is never answered must end the measurement, not hang it. */
export async function answered<T>(work: Promise<T>, expectedMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`runs were left unanswered ${graceMs / 1000} s after the end of a round`));
  }, expectedMs + graceMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
