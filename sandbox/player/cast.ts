/** Who calls whom: the scenario, the provider and the numbers of each call, drawn from a seed. */
import type { RandomStream, SandboxRandom, Target } from '../frame/index.ts';
import type { Scenario } from '../scenarios/schema.ts';
import { type Provider, providers } from './report.ts';

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

export interface Wish {
  readonly provider?: Provider | undefined;
  /** The two numbers as the call shows them. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly target?: Target | undefined;
}

export type Piece = Readonly<{ name: string; scenario: Scenario; provider: Provider }>;

/** Every scenario on every provider that it can be played on, or on the one that is wanted. */
export function piecesOf(
  scenarios: ReadonlyMap<string, Scenario>,
  names: readonly string[],
  provider: Provider | undefined,
): Piece[] {
  return names.flatMap((name) => {
    const scenario = scenarios.get(name);
    if (scenario === undefined) return [];
    return providers
      .filter((each) => scenario.providers.includes(each) && (provider ?? each) === each)
      .map((each) => ({ name, scenario, provider: each }));
  });
}

/** In turn, so that each is played about as often as every other one; in another order each time round. */
export function* inTurn(pieces: readonly Piece[], chance: RandomStream): Generator<Piece, never> {
  for (;;) yield* shuffled(pieces, chance);
}

function shuffled<T>(list: readonly T[], chance: RandomStream): T[] {
  const left = [...list];
  return list.flatMap(() => left.splice(chance.integer(0, left.length - 1), 1));
}

export function orderOf(piece: Piece, wish: Wish, chance: RandomStream): CallOrder {
  const { scenario } = piece;
  const { from = scenario.from, to = scenario.to, target = {} } = wish;
  const [other, own] = scenario.direction === 'inbound' ? [from, to] : [to, from];
  return { ...piece, own, other: other ?? someNumber(chance), target };
}

/** 555-01xx is nobody's, in every area. */
function someNumber(chance: RandomStream): string {
  const area = `${chance.integer(2, 9)}${chance.integer(0, 8)}${chance.integer(2, 9)}`;
  return `+1${area}55501${String(chance.integer(0, 99)).padStart(2, '0')}`;
}

export function chanceOf(random: Pick<SandboxRandom, 'stream'>, what: string, seed: string): RandomStream {
  return random.stream('player', what, seed);
}
