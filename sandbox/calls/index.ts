/** The sandbox's phone network: who is called, who calls, and the calls that are on. */
import type { Timeline } from '../frame/clock.ts';
import type { Speech } from '../speech/types.ts';
import { runAgent } from './agent-script.ts';
import { createCall } from './call.ts';
import type { Line } from './line.ts';
import { createPhoneBook } from './phone-book.ts';
import type { Call, PhoneNetwork } from './types.ts';

export { CallEnded } from './call-ended.ts';
export type { AgentScript, Call, CallEvent, CallResult, Person, Turn } from './types.ts';

export interface PhoneNetworkOptions {
  speech: Speech;
  clock: { timeline(): Timeline };
}

export function createPhoneNetwork({ speech, clock }: PhoneNetworkOptions): PhoneNetwork {
  const calls = new Map<string, Call>();
  const lines = new WeakMap<Call, Line>();
  const book = createPhoneBook();
  return {
    calls,
    book,
    place(options) {
      if (calls.has(options.id)) throw new Error(`there is a call ${options.id} already`);
      const { call, line } = createCall(options, { clock: options.clock ?? clock.timeline(), speech, book });
      calls.set(call.id, call);
      lines.set(call, line);
      void call.ended.then(() => calls.delete(call.id));
      return call;
    },
    runAgent(call, script, options = {}) {
      const line = lines.get(call);
      if (line === undefined) throw new Error(`the call ${call.id} is none of this network`);
      return runAgent(call, line, script, options);
    },
    async close() {
      const ending = [...calls.values()].map((call) => {
        call.hangUp('network', 'the sandbox closes');
        return call.ended;
      });
      await Promise.all(ending);
    },
  };
}
