/** Plays scenarios on the sandbox's providers: one call, many at a rate, or a day that goes on and on. */
import { type Sandbox, StageError } from '../frame/index.ts';
import { loadScenarios } from '../scenarios/load.ts';
import type { Scenario } from '../scenarios/schema.ts';
import { chanceOf, orderOf, piecesOf, type Wish } from './cast.ts';
import type { PlayedCall } from './follow.ts';
import { expectCall, playCall } from './play-call.ts';
import type { CallReport } from './report.ts';
import { type Run, type RunOrder, startRun } from './run.ts';
import { startTraffic, type Traffic, type TrafficOrder } from './traffic.ts';

export interface Names {
  /** Those of scenarios' files; none are all of them. */
  readonly scenarios?: readonly string[] | undefined;
}

export interface Player {
  readonly scenarios: ReadonlyMap<string, Scenario>;
  /** Places one, or expects it until it is ordered. All three throw a StageError where it cannot be. */
  call(wish: Wish & { scenario: string; await?: boolean | undefined }): CallReport;
  run(order: RunOrder & Names & { seed: string }): Run;
  startTraffic(order: TrafficOrder & Names): Traffic;
  readonly traffic: Traffic | undefined;
  stopTraffic(): void;
  /** The newest so many, newest last. */
  calls(limit: number): CallReport[];
  callOf(id: string): CallReport | undefined;
  runs(): Run[];
  runOf(id: string): Run | undefined;
}

/** Beyond them the oldest are forgotten. */
const mostCalls = 2_000;
const mostRuns = 20;

export async function createPlayer(sandbox: Sandbox): Promise<Player> {
  const scenarios = await loadScenarios();
  const calls = new Map<string, PlayedCall>();
  const runs = new Map<string, Run>();
  let traffic: Traffic | undefined;
  let made = 0;

  function keep<T>(kept: Map<string, T>, id: string, value: T, most: number): T {
    kept.set(id, value);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return value;
  }
  const noScenario = (name: string) =>
    new StageError(`there is no scenario ${name}; there are ${[...scenarios.keys()].join(', ')}`);
  const onCall = (call: PlayedCall) => keep(calls, call.id, call, mostCalls);

  function piecesFor({ scenarios: names = [...scenarios.keys()] }: Names, { provider }: Wish) {
    const unknown = names.find((name) => !scenarios.has(name));
    if (unknown !== undefined) throw noScenario(unknown);
    const pieces = piecesOf(scenarios, names, provider).filter((piece) => sandbox.stages.has(piece.provider));
    if (pieces.length > 0) return pieces;
    throw new StageError(`none of ${names.join(', ')} can be played on ${provider ?? 'a provider here'}`);
  }

  return {
    scenarios,
    call({ scenario, await: awaited = false, ...wish }) {
      made += 1;
      const [piece] = piecesFor({ scenarios: [scenario] }, wish);
      if (piece === undefined) throw noScenario(scenario);
      const chance = chanceOf(sandbox.random, 'call', String(made));
      const order = orderOf(piece, wish, chance);
      return onCall(
        awaited ? expectCall(sandbox, order, `expected-${made}`) : playCall(sandbox, order),
      ).report();
    },
    run({ scenarios: names, seed, ...order }) {
      made += 1;
      const pieces = piecesFor({ scenarios: names }, order);
      const chance = chanceOf(sandbox.random, 'run', seed);
      const run = startRun(`run-${made}`, order, { sandbox, pieces, chance, onCall });
      return keep(runs, run.id, run, mostRuns);
    },
    startTraffic({ scenarios: names, ...order }) {
      const pieces = piecesFor({ scenarios: names }, order);
      traffic?.stop();
      const chance = chanceOf(sandbox.random, 'traffic', order.seed);
      traffic = startTraffic(order, { sandbox, pieces, chance, onCall });
      return traffic;
    },
    get traffic() {
      return traffic;
    },
    stopTraffic() {
      traffic?.stop();
      traffic = undefined;
    },
    calls: (limit) => [...calls.values()].slice(-limit).map((call) => call.report()),
    callOf: (id) => calls.get(id)?.report(),
    runs: () => [...runs.values()],
    runOf: (id) => runs.get(id),
  };
}
