/** Any way of writing a number, as +15550101234; a number without a country is one of the US. */
export function toE164(written: unknown): string | undefined {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined;
  const text = String(written).replace(/[\s().-]/g, '');
  if (/^\+[1-9]\d{6,14}$/.test(text)) return text;
  if (/^\d{10}$/.test(text)) return `+1${text}`;
  return /^[1-9]\d{10,14}$/.test(text) ? `+${text}` : undefined;
}
