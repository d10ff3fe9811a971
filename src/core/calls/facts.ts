/**
 * What can be known about a call, in Trunkline's words, whoever tells it: the catalogue of facts. Providers'
 * interpreters, reconciliation, workers and people's commands all speak in these; a call is folded from them alone.
 */
import { z } from 'zod';

const Party = z.string().max(64);
const Text = z.string();

export const factContents = {
  /** There is a call. A number is as the provider gave it, or a word such as `anonymous`. */
  started: z.object({
    direction: z.enum(['inbound', 'outbound']),
    from: Party.optional(),
    to: Party.optional(),
  }),
  ringing: z.object({}),
  answered: z.object({}),
  ended: z.object({
    as: z.enum(['completed', 'busy', 'no-answer', 'failed', 'canceled']),
    by: z.enum(['caller', 'agent']).optional(),
  }),
  /** How long somebody counted the call: what they bill, what they measured, or what they rounded. */
  duration: z.object({
    seconds: z.number().nonnegative(),
    measure: z.enum(['billed', 'corrected', 'rounded']),
  }),
  'answered-by': z.object({ who: z.enum(['human', 'voicemail', 'fax', 'nobody', 'unknown']) }),
  caller: z.object({ name: Text }),
  /** What came along with the call, from whoever placed it. */
  metadata: z.object({ values: z.record(z.string(), z.unknown()) }),
  /** What the caller typed or said where the agent asked for it. */
  input: z.object({
    step: z.number().int(),
    digits: z.string().optional(),
    speech: Text.optional(),
    confidence: z.number().optional(),
  }),
  transfer: z.object({ to: Party.optional(), state: z.string().optional() }),
  /** One utterance. */
  line: z.object({
    who: z.enum(['agent', 'caller', 'tool', 'system']),
    text: Text,
    /** The provider's own number of it. */
    number: z.number().optional(),
  }),
  /** What a provider says of a call while it goes on, in words of its own. */
  note: z.object({ category: z.string(), level: z.string(), message: Text }),
  summary: z.object({ text: Text }),
  disposition: z.object({ tag: z.string() }),
  /** What was found in the call, by name. */
  findings: z.object({ of: z.string(), values: z.unknown() }),
  /** What the provider asks for it; in millionths of the currency's unit, as text. */
  cost: z.object({ micros: z.string().regex(/^-?\d+$/), currency: z.string().length(3) }),
  recording: z.object({
    id: z.string(),
    state: z.enum(['in-progress', 'completed', 'absent', 'failed']),
    url: z.string().optional(),
    durationSec: z.number().optional(),
    channels: z.number().int().optional(),
  }),
  'recording.stored': z.object({
    id: z.string(),
    key: z.string(),
    sha256: z.string(),
    bytes: z.number().int(),
    contentType: z.string(),
  }),
  stream: z.object({
    id: z.string(),
    event: z.enum(['started', 'stopped', 'failed']),
    name: z.string().optional(),
    error: Text.optional(),
  }),
  error: z.object({ message: Text, code: z.string().optional() }),
  /** Somebody asked for this call. */
  placed: z.object({ by: z.string(), agent: z.string().optional() }),
  'hang-up requested': z.object({ by: z.string() }),
  /** Somebody wrote a note about it, or took one away. */
  noted: z.object({ note: z.string(), what: z.enum(['added', 'removed']), by: z.string() }),
  /** Nobody knows how it ended, not even the provider. */
  lost: z.object({ reason: Text }),
  /** News of a kind that is not known here: kept, shown, and without effect. */
  other: z.object({ name: z.string(), value: z.unknown() }),
} as const;

export type FactKind = keyof typeof factContents;
export type FactContent<K extends FactKind> = z.infer<(typeof factContents)[K]>;

/** Who says so: the provider of its own accord, the provider when asked, or Trunkline. */
export const factSources = ['provider', 'reconciliation', 'trunkline'] as const;
export type FactSource = (typeof factSources)[number];

export type Fact = {
  readonly [K in FactKind]: {
    readonly kind: K;
    readonly source: FactSource;
    /** When it was so, where whoever tells it says it. */
    readonly at?: Date;
    readonly content: FactContent<K>;
    /** The same news has the same key, however often and in whatever wrapping it comes. */
    readonly key: string;
  };
}[FactKind];

export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;

/** The first of that kind. */
export function factOf<K extends FactKind>(facts: readonly Fact[], kind: K): FactOf<K> | undefined {
  return facts.find((fact): fact is FactOf<K> => fact.kind === kind);
}

/** A fact, and when Trunkline first heard of it: where nobody says when something was, that has to do. */
export type HeardFact = Fact & { readonly heardAt: Date };

/** What of a call is folded into its document. The others only stand beside it, and there may be thousands. */
export const bulkyKinds: ReadonlySet<FactKind> = new Set<FactKind>([
  'line',
  'note',
  'findings',
  'other',
  'input',
  'stream',
  'noted',
]);
