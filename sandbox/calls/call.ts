/** One call, from the first ring to the end. */
import type { Timeline } from '../frame/clock.ts';
import type { Speech } from '../speech/types.ts';
import { createAgentEnd } from './agent-end.ts';
import { createCallClock } from './call-clock.ts';
import { CallEnded } from './call-ended.ts';
import { createLine, type Line } from './line.ts';
import { act, rehearse } from './person.ts';
import { recordingOf } from './recording.ts';
import { ring } from './ringing.ts';
import { openStream } from './stream.ts';
import type { AnsweredBy, Call, CallOptions, CallResult, EndedBy, PhoneBook } from './types.ts';

const usual = { ringMs: 60_000, timeLimitMs: 4 * 3_600_000 };

export interface CallParts {
  clock: Timeline;
  speech: Speech;
  book: PhoneBook;
}

/** The call as the vendors see it, and the line that those of this folder work on. */
export function createCall(
  options: CallOptions,
  { clock: timeline, speech, book }: CallParts,
): { call: Call; line: Line } {
  const { id, direction, from, to, person } = options;
  const clock = createCallClock(timeline);
  const line = createLine(clock, options.seed ?? id);
  const answered = answerOf(line);
  const ended = endOf(line, id);

  function hangUp(
    by: EndedBy = 'api',
    reason = `hung up by ${by === 'api' ? 'an API request' : `the ${by}`}`,
  ) {
    const outcome = line.state === 'in-progress' ? 'completed' : by === 'person' ? 'no-answer' : 'canceled';
    line.end(outcome, by, reason);
  }

  async function live(): Promise<void> {
    void rehearse({ speech, person, who: 'person' });
    if (direction === 'outbound') await ringPerson(line, options);
    else await waitForAgent(line, person.ringsForMs ?? usual.ringMs);
    const by = await answered;
    void limit(line, options.timeLimitMs ?? usual.timeLimitMs);
    await act({ line, speech, who: 'person', person, signal: line.signal }, by);
    hangUp('person');
  }

  void live().catch((error: unknown) => {
    // What nobody foresaw must not leave a call that lasts for ever.
    if (!(error instanceof CallEnded)) line.end('failed', 'network', `the call broke: ${String(error)}`);
  });

  const call: Call = {
    id,
    direction,
    from,
    to,
    get state() {
      return line.state;
    },
    clock,
    startedAt: line.startedAt,
    get answeredAt() {
      return line.answeredAt;
    },
    events: line.events,
    turns: line.turns,
    signal: line.signal,
    elapsedMs: line.elapsedMs,
    on: line.on,
    answered,
    ended,
    hangUp,
    agent: createAgentEnd({ line, speech, book, direction, hangUp: (reason) => hangUp('agent', reason) }),
    openStream: (streamOptions) => openStream(line, streamOptions),
    record: async (recordingOptions) => recordingOf(line, recordingOptions),
  };
  return { call, line };
}

async function ringPerson(line: Line, { person, ringTimeoutMs = usual.ringMs }: CallOptions): Promise<void> {
  const onRinging = () => line.tell({ type: 'ringing' });
  const result = await ring(person, {
    clock: line.clock,
    timeoutMs: ringTimeoutMs,
    onRinging,
    signal: line.signal,
  });
  if ('answeredBy' in result) return line.answer(result.answeredBy);
  const byNetwork = result.outcome === 'failed' || result.outcome === 'no-answer';
  line.end(result.outcome, byNetwork ? 'network' : 'person', result.reason);
}

async function waitForAgent(line: Line, patienceMs: number): Promise<void> {
  line.tell({ type: 'ringing' });
  const giveUpAt = line.clock.now() + patienceMs;
  while (line.state === 'ringing') {
    const leftMs = giveUpAt - line.clock.now();
    if (leftMs <= 0) return line.end('no-answer', 'person', 'the caller gave up');
    await line.changed(leftMs, line.signal);
  }
}

async function limit(line: Line, timeLimitMs: number): Promise<void> {
  try {
    await line.clock.sleep(timeLimitMs, line.signal);
    line.end('completed', 'network', `the time limit of ${timeLimitMs / 1_000} s was reached`);
  } catch {
    // It ended before.
  }
}

function answerOf(line: Line): Promise<AnsweredBy> {
  const answer = new Promise<AnsweredBy>((resolve, reject) => {
    line.on((event) => event.type === 'answered' && resolve(event.by));
    line.signal.addEventListener('abort', () => reject(line.signal.reason), { once: true });
  });
  // Not everybody is interested.
  answer.catch(() => {});
  return answer;
}

function endOf(line: Line, id: string): Promise<CallResult> {
  return new Promise((resolve) => {
    line.on((event) => {
      if (event.type !== 'ended') return;
      resolve({
        id,
        outcome: event.outcome,
        endedBy: event.by,
        reason: event.reason,
        answeredBy: line.answeredBy,
        startedAt: line.startedAt,
        answeredAt: line.answeredAt,
        endedAt: event.at,
        durationMs: line.elapsedMs(),
        turns: line.turns,
        events: line.events,
      });
    });
  });
}
