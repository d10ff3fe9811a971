/**
 * Connection overrides: what the fragment of a webhook's address (`#rc=3&rp=5xx,ct&rt=2000`) asks of the connection.
 * What makes no sense in it is passed over, and the default holds.
 */

export type Cause = 'ct' | 'rt' | '4xx' | '5xx';

export interface Overrides {
  /** How long connecting may take. */
  readonly connectMs: number;
  /** How long the answer may take. */
  readonly readMs: number;
  /** How long all attempts together may take. */
  readonly totalMs: number;
  /** How often it is tried again. */
  readonly retries: number;
  /** After what. */
  readonly retryOn: ReadonlySet<Cause>;
}

const causes: readonly Cause[] = ['ct', 'rt', '4xx', '5xx'];

export function overridesOf(address: string): Overrides {
  const fragment = new URLSearchParams(/#(.*)$/s.exec(address)?.[1] ?? '');
  const whole = (name: string, usual: number, min: number, max: number) => {
    const value = fragment.get(name) ?? '';
    const number = /^\d+$/.test(value) ? Number(value) : usual;
    return number >= min && number <= max ? number : usual;
  };
  return {
    connectMs: whole('ct', 5_000, 100, 10_000),
    readMs: whole('rt', 15_000, 100, 15_000),
    totalMs: whole('tt', 15_000, 100, 15_000),
    retries: whole('rc', 1, 0, 5),
    retryOn: policy(fragment.get('rp')),
  };
}

function policy(written: string | null): ReadonlySet<Cause> {
  const words = (written ?? '').split(',').map((word) => word.trim());
  if (words.includes('all')) return new Set(causes);
  const known = causes.filter((cause) => words.includes(cause));
  return new Set(known.length > 0 ? known : ['ct']);
}
