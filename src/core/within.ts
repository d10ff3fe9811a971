/** Waits for an answer no longer than that. What was asked goes on, and nobody hears any more how it ends. */
export async function within<T>(limitMs: number, answer: Promise<T>, late: () => Error): Promise<T> {
  const over = Promise.withResolvers<never>();
  // After a standstill of this process the answer may be there already: what has arrived is read first.
  const timer = setTimeout(() => setImmediate(() => over.reject(late())), limitMs);
  try {
    return await Promise.race([answer, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
