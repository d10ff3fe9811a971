/** Many calls at a rate, and their books. */
import type { NewFaultRule } from '../frame/faults.ts';
import { faultKinds } from '../frame/faults.ts';
import { type RandomStream, type Sandbox, StageError } from '../frame/index.ts';
import { type Balance, balanceOf } from './books.ts';
import { inTurn, orderOf, type Piece, type Wish } from './cast.ts';
import type { PlayedCall } from './follow.ts';
import { playCall } from './play-call.ts';
import type { CallReport } from './report.ts';

export interface RunOrder extends Wish {
  readonly count: number;
  /** Calls a second, of real time. */
  readonly rate: number;
  /** How many webhooks are struck by each kind of fault, from 0 to 1. */
  readonly faults: number;
}

export interface RunSummary {
  readonly id: string;
  readonly state: 'placing' | 'finishing' | 'finished';
  readonly placed: number;
  readonly settled: number;
  readonly met: number;
  /** Why calls could not be placed, as often as that. */
  readonly notPlaced: readonly string[];
  readonly balance: Balance;
  /** Every call has settled, and no webhook is without an outcome. */
  readonly balanced: boolean;
}

export interface Run {
  readonly id: string;
  summary(): RunSummary;
  calls(): CallReport[];
  /** No more calls; those that are on go on. */
  stop(): void;
}

interface Parts {
  readonly sandbox: Sandbox;
  readonly pieces: readonly Piece[];
  readonly chance: RandomStream;
  onCall(call: PlayedCall): void;
}

export function startRun(id: string, order: RunOrder, { sandbox, pieces, chance, onCall }: Parts): Run {
  const calls: PlayedCall[] = [];
  const notPlaced: string[] = [];
  const stopped = new AbortController();
  let state: RunSummary['state'] = 'placing';

  function placeOne(piece: Piece): void {
    try {
      const call = playCall(sandbox, orderOf(piece, order, chance));
      calls.push(call);
      onCall(call);
    } catch (error) {
      if (!(error instanceof StageError)) throw error;
      notPlaced.push(error.message);
    }
  }

  async function go(): Promise<void> {
    const rules = rulesOf(id, order.faults, pieces).map((rule) => sandbox.faults.add(rule).id);
    try {
      const next = inTurn(pieces, chance);
      const began = performance.now();
      for (let index = 0; index < order.count && !stopped.signal.aborted; index += 1) {
        const dueMs = began + (index / order.rate) * 1_000;
        await sandbox.pause(Math.max(dueMs - performance.now(), 0));
        placeOne(next.next().value);
      }
      state = 'finishing';
      await Promise.all(calls.map(({ settled }) => settled));
    } finally {
      for (const rule of rules) sandbox.faults.remove(rule);
    }
    state = 'finished';
  }

  function summary(): RunSummary {
    const reports = calls.map((call) => call.report());
    const settled = reports.filter((each) => each.state === 'settled').length;
    const balance = balanceOf(reports.flatMap(({ webhooks }) => webhooks));
    return {
      id,
      state,
      placed: calls.length,
      settled,
      met: reports.filter(({ met }) => met).length,
      notPlaced,
      balance,
      balanced: state === 'finished' && settled === calls.length && balance.outcomes['under way'] === 0,
    };
  }

  sandbox.background.run(`the run ${id}`, go);
  return {
    id,
    summary,
    calls: () => calls.map((call) => call.report()),
    stop: () => stopped.abort(),
  };
}

/** Short, so that a run does not take long for it: it is the order of things that matters. */
const delays: Readonly<Record<string, number>> = { delay: 500, 'slow-answer': 500 };

function rulesOf(id: string, probability: number, pieces: readonly Piece[]): NewFaultRule[] {
  if (probability === 0) return [];
  const vendors = [...new Set(pieces.map(({ provider }) => provider))];
  return vendors.flatMap((vendor) =>
    faultKinds.map((kind) => ({
      id: `${id} ${vendor} ${kind}`,
      vendor,
      direction: 'out' as const,
      kind,
      probability,
      delayMs: delays[kind],
    })),
  );
}
