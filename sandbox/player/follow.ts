/** A call that is played, from its first ring to its last webhook, and what it comes to. */
import type { Call, CallResult } from '../calls/types.ts';
import type { Sandbox, Stage, StagedCall } from '../frame/index.ts';
import { booksOf, type Noted } from './books.ts';
import type { CallOrder } from './cast.ts';
import type { CallReport } from './report.ts';
import { checksOf } from './verdict.ts';

export interface PlayedCall {
  readonly id: string;
  report(): CallReport;
  /** Resolves when nothing of it comes any more. */
  readonly settled: Promise<CallReport>;
}

export interface Watch {
  readonly noted: readonly Noted[];
  /** The scenario's troubles end with it. */
  stop(): readonly Noted[];
}

interface Scene {
  readonly order: CallOrder;
  readonly stage: Pick<Stage, 'end'>;
  /** From the call's first moment on. */
  readonly watch: () => Watch | undefined;
}

type Parts = Pick<Sandbox, 'phones' | 'background' | 'clock'>;

export function follow(
  { phones, background, clock }: Parts,
  { order, stage, watch }: Scene,
  id: string,
  coming: StagedCall | Promise<StagedCall>,
): PlayedCall {
  let placed = coming instanceof Promise ? undefined : coming;
  let placedAt = placed && written(clock.now());
  let ended: { result: CallResult | undefined } | undefined;
  let final: CallReport | undefined;

  function reportSoFar(): CallReport {
    const line = placed && phones.calls.get(placed.id);
    const state = ended === undefined ? stateOf(line) : 'telling';
    return {
      ...described(order, placed ?? { id, from: order.own, to: order.other, agent: undefined }),
      placedAt,
      ...talkOf(ended?.result ?? line),
      state: placed === undefined ? 'expected' : state,
      webhooks: booksOf(watch()?.noted ?? [], false),
      checks: [],
      met: undefined,
    };
  }

  async function toTheEnd(): Promise<CallReport> {
    placed = await coming;
    placedAt ??= written(clock.now());
    const result = await placed.ended;
    ended = { result };
    await background.settled(placed.id);
    const webhooks = booksOf(watch()?.stop() ?? [], true);
    const checks = checksOf(order.scenario, { call: { ...placed, webhooks }, result, end: stage.end });
    const met = checks.every((check) => check.met);
    final = { ...reportSoFar(), state: 'settled', webhooks, checks, met };
    // What it was made of is large: audio and all.
    ended = undefined;
    return final;
  }

  return { id, report: () => final ?? reportSoFar(), settled: toTheEnd() };
}

type Placed = Pick<CallReport, 'id' | 'from' | 'to' | 'agent'>;

function described({ name, scenario, provider }: CallOrder, { id, from, to, agent }: Placed) {
  return { id, scenario: name, provider, direction: scenario.direction, from, to, agent };
}

function stateOf(line: Call | undefined): CallReport['state'] {
  if (line === undefined) return 'waiting';
  return line.state === 'in-progress' ? 'talking' : line.state === 'ringing' ? 'ringing' : 'telling';
}

/** Of a call that is on, or of one that is over. */
function talkOf(talk: Call | CallResult | undefined) {
  const endedAt = talk !== undefined && 'endedAt' in talk ? talk.endedAt : undefined;
  const durationMs = talk === undefined ? 0 : 'durationMs' in talk ? talk.durationMs : talk.elapsedMs();
  return {
    answeredAt: written(talk?.answeredAt),
    endedAt: written(endedAt),
    durationMs: Math.round(durationMs),
    conversation: (talk?.turns ?? []).map(({ who, text, language, startMs, endMs, cut }) => ({
      who,
      text,
      ...(language === undefined ? {} : { language }),
      startMs: Math.round(startMs),
      endMs: Math.round(endMs),
      cut,
    })),
  };
}

function written(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
