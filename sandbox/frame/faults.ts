/**
 * What goes wrong on demand. A rule names where (vendor, direction, route, perhaps one call), what, and how often.
 * Whether it strikes is drawn from the seed, the rule and the request's own identity, never from the order in which
 * requests happen to come: the same run has the same faults.
 */
import type { SandboxRandom } from './random.ts';

export const faultKinds = [
  'status',
  'rate-limit',
  'delay',
  'hang',
  'cut',
  'answer-lost',
  'lost',
  'duplicate',
  'bad-signature',
  'slow-answer',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultRule {
  readonly id: string;
  /** A vendor's name, or `*`. */
  readonly vendor: string;
  readonly direction: 'in' | 'out';
  /** As the journal names it, or its beginning and `*`; several with commas. */
  readonly route: string;
  /** Of one call or message, and of the legs that the call dialled. */
  readonly subject?: string | undefined;
  readonly kind: FaultKind;
  /** From 0 to 1. */
  readonly probability: number;
  /** Ends after so many strikes. */
  readonly times?: number | undefined;
  /** Strikes no more than the first so many attempts of one webhook. */
  readonly attempts?: number | undefined;
  /** Of duplicate: how many more there are of it; one without it. */
  readonly copies?: number | undefined;
  readonly status?: number | undefined;
  readonly retryAfterSec?: number | undefined;
  /** Of real time: it is somebody's patience that is tried. */
  readonly delayMs?: number | undefined;
  /** Of delay: each takes its own time, up to `delayMs`, so that they overtake each other. */
  readonly uneven?: boolean | undefined;
}

export type NewFaultRule = Partial<FaultRule> & Pick<FaultRule, 'kind'>;

export interface Target {
  readonly vendor: string;
  readonly direction: 'in' | 'out';
  readonly route: string;
  readonly subject?: string | undefined;
  readonly within?: string | undefined;
  readonly attempt?: number | undefined;
  /** What tells this request from every other one. */
  readonly key: string;
}

export interface Faults {
  add(rule: NewFaultRule): FaultRule;
  remove(id: string): boolean;
  clear(): void;
  list(): (FaultRule & { readonly struck: number })[];
  /** The first rule that strikes this request, with the delay that this one gets. */
  strike(target: Target): FaultRule | undefined;
}

export const usualDelayMs = 1_000;

/** Faults of a vendor's own answers; the others need a webhook. */
export const forAnswers: readonly FaultKind[] = [
  'status',
  'rate-limit',
  'delay',
  'hang',
  'cut',
  'answer-lost',
];

export function createFaults(random: SandboxRandom): Faults {
  const rules = new Map<string, { rule: FaultRule; struck: number }>();
  let made = 0;
  return {
    add(input) {
      made += 1;
      const rule: FaultRule = {
        id: `fault-${made}`,
        vendor: '*',
        direction: 'in',
        route: '*',
        probability: 1,
        ...input,
      };
      if (rule.direction === 'in' && !forAnswers.includes(rule.kind)) {
        throw new RangeError(`the fault ${rule.kind} is one of webhooks: set direction to "out"`);
      }
      rules.set(rule.id, { rule, struck: 0 });
      return rule;
    },
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
    list: () => [...rules.values()].map(({ rule, struck }) => ({ ...rule, struck })),
    strike(target) {
      for (const entry of rules.values()) {
        const { rule, struck } = entry;
        if (struck >= (rule.times ?? Number.POSITIVE_INFINITY) || !matches(rule, target)) continue;
        if (random.at('fault', rule.id, target.key) >= rule.probability) continue;
        entry.struck += 1;
        if (!rule.uneven) return rule;
        return { ...rule, delayMs: random.at('delay', rule.id, target.key) * (rule.delayMs ?? usualDelayMs) };
      }
      return undefined;
    },
  };
}

function matches(rule: FaultRule, target: Target): boolean {
  const { vendor, direction, route, subject, within, attempt = 1 } = target;
  return (
    (rule.vendor === '*' || rule.vendor === vendor) &&
    rule.direction === direction &&
    (rule.subject === undefined || rule.subject === subject || rule.subject === within) &&
    attempt <= (rule.attempts ?? Number.POSITIVE_INFINITY) &&
    rule.route.split(',').some((pattern) => isRoute(pattern.trim(), route))
  );
}

/** By its name, or its beginning and `*`. */
export function isRoute(pattern: string, route: string): boolean {
  return pattern.endsWith('*') ? route.startsWith(pattern.slice(0, -1)) : pattern === route;
}
