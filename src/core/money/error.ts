/** An amount that is none, or one that was put together with what it does not fit. */
export class MoneyError extends Error {
  override readonly name = 'MoneyError';
}
