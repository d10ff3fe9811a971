/** Moments as the browser's field for them has them: in the time of this machine. */

export function typedMoment(iso: string | null | undefined): string {
  if (iso === undefined || iso === null || iso === '') return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Nothing where nothing was typed. */
export function momentTyped(value: string): string | undefined {
  return value === '' ? undefined : new Date(value).toISOString();
}
