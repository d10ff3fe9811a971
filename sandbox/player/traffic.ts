/**
 * A day of calls that goes on until it is stopped: people call by the hour, as a seed will have it. The day is the
 * sandbox's own, which passes as many times faster as its clock does.
 */
import { type RandomStream, type Sandbox, StageError } from '../frame/index.ts';
import { orderOf, type Piece, type Wish } from './cast.ts';
import { busyness, mix, perBusiestHour } from './day.ts';
import type { PlayedCall } from './follow.ts';
import { type PlayParts, playCall } from './play-call.ts';

export interface TrafficOrder extends Wish {
  readonly callsPerDay: number;
  /** So many times more than that. */
  readonly rate: number;
  readonly seed: string;
}

export interface TrafficState {
  readonly order: TrafficOrder;
  /** Where its day stands, and how many an hour come now. */
  readonly time: string;
  readonly callsPerHour: number;
  readonly placed: number;
  readonly underWay: number;
  /** Settled ones, by scenario. */
  readonly settled: Readonly<Record<string, number>>;
  readonly notMet: number;
  /** Calls that could not be placed, and why the last one could not. */
  readonly notPlaced: number;
  readonly problem: string | undefined;
}

export interface Traffic {
  state(): TrafficState;
  /** Nobody calls any more; calls that are on go on. */
  stop(): void;
}

interface Parts {
  readonly sandbox: PlayParts & Pick<Sandbox, 'closing'>;
  readonly pieces: readonly Piece[];
  readonly chance: RandomStream;
  onCall(call: PlayedCall): void;
}

const hourMs = 3_600_000;

export function startTraffic(order: TrafficOrder, { sandbox, pieces, chance, onCall }: Parts): Traffic {
  const timeline = sandbox.clock.timeline();
  const stopped = new AbortController();
  const perHourAtMost = perBusiestHour(order.callsPerDay) * order.rate;
  const settled: Record<string, number> = {};
  let placed = 0;
  let underWay = 0;
  let notMet = 0;
  let notPlaced = 0;
  let problem: string | undefined;

  function placeOne(piece: Piece): void {
    try {
      const call = playCall(sandbox, orderOf(piece, order, chance));
      placed += 1;
      underWay += 1;
      onCall(call);
      sandbox.background.run(`the traffic's call ${call.id}`, async () => {
        const { met } = await call.settled;
        underWay -= 1;
        settled[piece.name] = (settled[piece.name] ?? 0) + 1;
        if (met === false) notMet += 1;
      });
    } catch (error) {
      if (!(error instanceof StageError)) throw error;
      notPlaced += 1;
      problem = error.message;
    }
  }

  /** As at the busiest hour; at others some of them stay at home. */
  async function go(): Promise<void> {
    const signal = AbortSignal.any([stopped.signal, sandbox.closing]);
    for (;;) {
      const gapHours = -Math.log(1 - chance.next()) / perHourAtMost;
      try {
        await timeline.sleep(gapHours * hourMs, signal);
      } catch {
        return;
      }
      if (chance.next() < busyness(new Date(timeline.now()))) placeOne(pick(pieces, chance));
    }
  }

  sandbox.background.run('the traffic', go);
  return {
    state: () => ({
      order,
      time: new Date(timeline.now()).toISOString(),
      callsPerHour: Math.round(perHourAtMost * busyness(new Date(timeline.now())) * 10) / 10,
      placed,
      underWay,
      settled,
      notMet,
      notPlaced,
      problem,
    }),
    stop: () => stopped.abort(),
  };
}

function pick(pieces: readonly Piece[], chance: RandomStream): Piece {
  const weight = ({ name }: Piece) => mix[name] ?? 1;
  let left = chance.next() * pieces.reduce((sum, piece) => sum + weight(piece), 0);
  const found = pieces.find((piece) => {
    left -= weight(piece);
    return left < 0;
  });
  const [first] = pieces;
  const piece = found ?? first;
  if (piece === undefined) throw new RangeError('there is nothing to play');
  return piece;
}
