/** A call can be ended at any moment, by anybody, whatever is going on, and always leaves a whole story. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPhoneNetwork } from '../../../sandbox/calls/index.ts';
import type { AgentStep, Person, PersonStep } from '../../../sandbox/calls/types.ts';
import { often } from '../../helpers/often.ts';
import { parseRiff } from '../speech/riff.ts';
import { callTo, createIdleClock, tones } from './scene.ts';

const texts = fc.constantFrom('Yes.', 'One two three.', 'This is a rather long sentence.');
const waits = fc.record({ do: fc.constant('wait' as const), timeoutMs: fc.integer({ min: 0, max: 3_000 }) });
const talk = [
  fc.record({ do: fc.constant('say' as const), text: texts }),
  fc.record({ do: fc.constant('press' as const), digits: fc.constantFrom('1', '4w*', '#') }),
  fc.record({ do: fc.constant('pause' as const), ms: fc.integer({ min: 0, max: 2_000 }) }),
  waits,
] as const;
const personSteps: fc.Arbitrary<PersonStep[]> = fc.array(
  fc.oneof(
    ...talk,
    fc.record({
      do: fc.constant('interrupt' as const),
      text: texts,
      afterMs: fc.integer({ min: 0, max: 900 }),
    }),
    fc.constant({ do: 'hang up' as const }),
  ),
  { maxLength: 6 },
);
const ringing: fc.Arbitrary<Person['ringing']> = fc.oneof(
  fc.record({ kind: fc.constant('answers' as const), afterMs: fc.integer({ min: 0, max: 3_000 }) }),
  fc.constant({ kind: 'voicemail' as const, afterMs: 500, greeting: 'Leave a message.' }),
  fc.constant({ kind: 'busy' as const }),
);
const person = fc.record({
  ringing,
  steps: personSteps,
  patienceMs: fc.constant(5_000),
}) as fc.Arbitrary<Person>;
const agentSteps: fc.Arbitrary<AgentStep[]> = fc.array(
  fc.oneof(
    ...talk,
    fc.record({ do: fc.constant('transfer' as const), to: fc.constant('+15550199'), person }),
    fc.constant({ do: 'hang up' as const }),
  ),
  { maxLength: 6 },
);

test('whenever it is ended', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      person,
      agentSteps,
      fc.constantFrom('inbound' as const, 'outbound' as const),
      fc.integer({ min: 0, max: 15_000 }),
      fc.boolean(),
      async (somebody, steps, direction, endAfterMs, streams) => {
        const clock = createIdleClock();
        const net = createPhoneNetwork({ speech: tones, clock: { timeline: () => clock } });
        const call = net.place(callTo(somebody, { direction }));
        if (streams)
          call.answered.then(() => call.openStream({ sides: ['person'], onFrame: () => {} })).catch(() => {});
        const run = net.runAgent(call, { steps, onVoicemail: { do: 'leave', text: 'Call me.' } });
        await clock.sleep(endAfterMs);
        call.hangUp();
        const result = await run;
        expect(await call.ended).toBe(result);

        expect(result.events.filter(({ type }) => type === 'ended')).toHaveLength(1);
        expect(result.events.at(-1)).toMatchObject({ type: 'ended', outcome: result.outcome });
        const begun = result.events.filter(({ type }) => type === 'speaking').length;
        expect(result.events.filter(({ type }) => type === 'spoke')).toHaveLength(begun);
        expect(result.durationMs).toBe(
          result.answeredAt === undefined ? 0 : result.endedAt - result.answeredAt,
        );
        let passed = 0;
        for (const turn of result.turns) {
          expect(turn.startMs).toBeGreaterThanOrEqual(passed);
          expect(turn.endMs).toBeGreaterThanOrEqual(turn.startMs);
          expect(turn.endMs).toBeLessThanOrEqual(result.durationMs);
          for (const word of turn.words) expect(word.endMs).toBeLessThanOrEqual(turn.endMs);
          passed = turn.startMs;
        }
        const riff = parseRiff(await call.record({ channels: ['agent', 'person'] }));
        expect(riff.data.length).toBe(result.durationMs * 32);
        expect(net.calls.size).toBe(0);

        // Nothing goes on behind the end.
        const told = result.events.length;
        await clock.sleep(600_000);
        expect(result.events).toHaveLength(told);
      },
    ),
    { numRuns: often(300) },
  );
});
