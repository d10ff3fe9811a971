/** One scenario as one call: placed at a provider, followed to its last webhook, and held against what it expects. */
import type { Call, CallResult } from '../calls/types.ts';
import { type Sandbox, type Stage, type StagedCall, StageError, type Target } from '../frame/index.ts';
import type { Scenario } from '../scenarios/schema.ts';
import { booksOf, type Noted, noteOf } from './books.ts';
import type { CallReport, Provider } from './report.ts';
import { recordingLateMs, rulesOf } from './troubles.ts';
import { checksOf } from './verdict.ts';

export interface CallOrder {
  /** The name of its file. */
  readonly name: string;
  readonly scenario: Scenario;
  readonly provider: Provider;
  /** The business's number and the person's. */
  readonly own: string | undefined;
  readonly other: string;
  readonly target: Target;
}

export interface PlayedCall {
  readonly id: string;
  report(): CallReport;
  /** Resolves when nothing of it comes any more. */
  readonly settled: Promise<CallReport>;
}

export type PlayParts = Pick<Sandbox, 'stages' | 'phones' | 'faults' | 'journal' | 'background' | 'clock'>;

/** Throws a StageError where it cannot be placed. */
export function playCall(sandbox: PlayParts, order: CallOrder): PlayedCall {
  const { phones, background, clock } = sandbox;
  const { scenario } = order;
  const stage = stageFor(sandbox, order);
  const placedAt = new Date(clock.now()).toISOString();
  let watching: Watch | undefined;
  let ended: { result: CallResult | undefined } | undefined;
  let final: CallReport | undefined;

  const placed = stage.place({
    direction: scenario.direction,
    own: order.own,
    other: order.other,
    person: scenario.person,
    agent: scenario.agent,
    ringTimeoutMs: scenario['ring timeout'],
    target: order.target,
    shuffled: scenario.network.some(({ are }) => are === 'shuffled'),
    recordingLateMs: recordingLateMs(scenario.network),
    announce(id) {
      watching = watch(sandbox, order, stage, id);
    },
  });

  function reportSoFar(): CallReport {
    const line = phones.calls.get(placed.id);
    return {
      ...described(order, placed),
      placedAt,
      ...talkOf(ended?.result ?? line),
      state: ended === undefined ? stateOf(line) : 'telling',
      webhooks: booksOf(watching?.noted ?? [], false),
      checks: [],
      met: undefined,
    };
  }

  async function follow(): Promise<CallReport> {
    const result = await placed.ended;
    ended = { result };
    await background.settled(placed.id);
    const webhooks = booksOf(watching?.stop() ?? [], true);
    const call = { ...placed, webhooks };
    const checks = checksOf(scenario, { call, result, end: stage.end });
    const met = checks.every((check) => check.met);
    final = { ...reportSoFar(), state: 'settled', webhooks, checks, met };
    // What it was made of is large: audio and all.
    ended = watching = undefined;
    return final;
  }

  return { id: placed.id, report: () => final ?? reportSoFar(), settled: follow() };
}

function stageFor({ stages }: Pick<Sandbox, 'stages'>, { provider }: CallOrder): Stage {
  const stage = stages.get(provider);
  if (stage !== undefined) return stage;
  throw new StageError(`this sandbox has no ${provider}`);
}

interface Watch {
  readonly noted: readonly Noted[];
  /** The scenario's troubles end with it. */
  stop(): readonly Noted[];
}

/** Notes what is sent about a call, and sees to it that what the scenario says goes wrong with that. */
function watch({ journal, faults, clock }: PlayParts, order: CallOrder, stage: Stage, callId: string): Watch {
  const noted: Noted[] = [];
  const forget = journal.subscribe((entry) => {
    const about = entry.subject === callId || entry.within === callId;
    if (about && entry.direction === 'out') noted.push(noteOf(entry));
  });
  const where = { stage, provider: order.provider, callId, speed: clock.speed };
  const rules = rulesOf(order.scenario.network, where).map((rule) => faults.add(rule).id);
  return {
    noted,
    stop() {
      forget();
      for (const rule of rules) faults.remove(rule);
      return noted;
    },
  };
}

function described({ name, scenario, provider }: CallOrder, { id, from, to, agent }: StagedCall) {
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
