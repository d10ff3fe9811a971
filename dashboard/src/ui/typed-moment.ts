/** Moments as the browser's field for them has them: in the time of this machine. */

/** Nothing where there is none, or what is none: an address may say anything. */
export function typedMoment(iso: string | null | undefined): string {
  const at = new Date(iso ?? '');
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Nothing where nothing was typed, or not all of it yet. */
export function momentTyped(value: string): string | undefined {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
