/** A phone that the agent's end has dialled: rings, is answered or not, and is hung up. */
import type { Line } from './line.ts';
import { type RingOptions, ring } from './ringing.ts';
import type { AnsweredBy, DialOptions, Leg, LegState, Person } from './types.ts';

export interface DialledPhone {
  readonly leg: Leg;
  readonly person: Person;
  /** Aborted when this phone is out of it. */
  readonly gone: AbortSignal;
  readonly answeredBy: AnsweredBy | undefined;
  /** Resolves when it is answered or will not be. */
  ring(options: Pick<RingOptions, 'timeoutMs' | 'signal'>): Promise<void>;
}

export function createDialledPhone(
  line: Line,
  number: string,
  person: Person,
  onLeg: DialOptions['onLeg'],
): DialledPhone {
  const gone = new AbortController();
  let state: LegState = 'initiated';
  let answeredBy: AnsweredBy | undefined;

  function move(next: LegState): void {
    state = next;
    line.tell({ type: 'transfer', to: number, state });
    onLeg?.(leg, line.clock.now());
  }

  const leg: Leg = {
    number,
    get state() {
      return state;
    },
    hangUp() {
      if (gone.signal.aborted) return;
      gone.abort();
      if (state === 'answered') move('completed');
      else if (state === 'initiated' || state === 'ringing') move('canceled');
    },
  };

  return {
    leg,
    person,
    gone: gone.signal,
    get answeredBy() {
      return answeredBy;
    },
    async ring({ timeoutMs, signal }) {
      move('initiated');
      const { clock } = line;
      const any = AbortSignal.any([signal, gone.signal]);
      try {
        const result = await ring(person, {
          clock,
          timeoutMs,
          onRinging: () => move('ringing'),
          signal: any,
        });
        if (any.aborted) return;
        if ('outcome' in result) return move(result.outcome);
        answeredBy = result.answeredBy;
        move('answered');
      } catch (error) {
        if (signal.aborted || !gone.signal.aborted) throw error;
      }
    },
  };
}
