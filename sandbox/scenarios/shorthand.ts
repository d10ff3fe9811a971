/** How a scenario is written so that people like to read it, and what the phone network takes instead. */
import { z } from 'zod';

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000 };
const longestMs = 24 * 3_600_000;

/** `900ms`, `3s`, `1.5m`: a length of time always says its unit. */
export const duration = z.string().transform((written, context) => {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s?(ms|s|m)$/.exec(written) ?? [];
  const factor = units[unit];
  const ms = amount === undefined || factor === undefined ? Number.NaN : Math.round(Number(amount) * factor);
  if (ms <= longestMs) return ms;
  context.addIssue({
    code: 'custom',
    message: Number.isNaN(ms)
      ? `"${written}" is no length of time; write it like 900ms, 3s or 1m`
      : `"${written}" is longer than a day`,
  });
  return z.NEVER;
});

/**
 * One of several things, as its name alone (`wait`), as its name with the one thing that has to be said (`say:
 * Hello`), or with all of it (`say: { text: Hello, language: en }`). `main` names that one thing.
 */
export function oneOf<
  Options extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(
  options: Options,
  main: Readonly<Record<string, string>>,
): z.ZodPreprocess<z.ZodDiscriminatedUnion<Options, 'is'>> {
  return z.preprocess((written) => spelledOut(written, main), z.discriminatedUnion('is', options));
}

function spelledOut(written: unknown, main: Readonly<Record<string, string>>): unknown {
  if (typeof written === 'string') return { is: written };
  if (typeof written !== 'object' || written === null) return written;
  const [[is, value] = ['', undefined], ...others] = Object.entries(written);
  if (others.length > 0) return written;
  if (typeof value === 'object' && value !== null) return { is, ...value };
  return { is, [main[is] ?? 'value']: value };
}
