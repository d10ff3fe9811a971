/** The agent's end listens: for keys, for speech, or for whichever comes first. */
import type { Line } from './line.ts';
import type { Heard, ListenOptions } from './types.ts';

const usualSilenceMs = 1_000;

interface Listening {
  readonly line: Line;
  readonly options: ListenOptions;
  readonly startMs: number;
  /** Of the first event that counts. */
  readonly firstEvent: number;
  /** Undefined while the prompt goes on. */
  promptEndMs: number | undefined;
}

/** What was heard, or how long nothing has to happen until that is decided. */
type Finding = Heard | { waitMs: number };

export async function listen(line: Line, options: ListenOptions, outer: AbortSignal): Promise<Heard> {
  const enough = new AbortController();
  const failed = new AbortController();
  const promptOver = new AbortController();
  const signal = AbortSignal.any([outer, failed.signal]);
  const startMs = line.elapsedMs();
  const listening: Listening = {
    line,
    options,
    startMs,
    firstEvent: line.events.length,
    promptEndMs: undefined,
  };

  async function speakPrompt(): Promise<void> {
    try {
      await options.prompt?.(AbortSignal.any([outer, enough.signal]));
    } catch (error) {
      if (!enough.signal.aborted) failed.abort(error);
    }
    listening.promptEndMs = line.elapsedMs();
    promptOver.abort();
  }

  const prompt = speakPrompt();
  try {
    for (;;) {
      signal.throwIfAborted();
      if (options.bargeIn !== false && hasBegun(listening)) enough.abort();
      const found = byKeys(listening) ?? bySpeech(listening) ?? byNothing(listening);
      if ('by' in found) return found;
      const speaking = listening.promptEndMs === undefined;
      await line.changed(found.waitMs, signal, speaking ? promptOver.signal : undefined);
    }
  } finally {
    enough.abort();
    await prompt;
  }
}

function hasBegun(listening: Listening): boolean {
  const { line, options } = listening;
  if (keysOf(listening).length > 0) return true;
  return options.speech !== undefined && (line.speaking('person') || turnsOf(listening).length > 0);
}

function keysOf({ line, options, firstEvent }: Listening) {
  if (options.dtmf === undefined) return [];
  return line.events
    .slice(firstEvent)
    .flatMap((event) => (event.type === 'dtmf' && event.who === 'person' ? [event] : []));
}

function turnsOf({ line, startMs }: Listening) {
  return line.turns.filter(({ who, endMs }) => who === 'person' && endMs > startMs);
}

function byKeys(listening: Listening): Finding | undefined {
  const keys = keysOf(listening);
  const last = keys.at(-1);
  if (last === undefined) return undefined;
  const { finishOnKey = '#', numDigits = Number.POSITIVE_INFINITY } = listening.options.dtmf ?? {};
  const pressed = keys.map(({ digit }) => digit);
  const finish = pressed.findIndex((digit) => finishOnKey.includes(digit));
  const digits = pressed.slice(0, finish < 0 ? undefined : finish);
  if (digits.length >= numDigits) {
    return { by: 'dtmf', digits: digits.slice(0, numDigits).join(''), finishedBy: 'count' };
  }
  if (finish >= 0) return { by: 'dtmf', digits: digits.join(''), finishedBy: 'key' };
  const waitMs = last.startMs + listening.options.timeoutMs - listening.line.elapsedMs();
  return waitMs > 0 ? { waitMs } : { by: 'dtmf', digits: digits.join(''), finishedBy: 'timeout' };
}

function bySpeech(listening: Listening): Finding | undefined {
  const { line, options } = listening;
  if (options.speech === undefined) return undefined;
  if (line.speaking('person')) return { waitMs: Number.POSITIVE_INFINITY };
  const turns = turnsOf(listening);
  const [first, last] = [turns[0], turns.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const waitMs = last.endMs + (options.speech.silenceMs ?? usualSilenceMs) - line.elapsedMs();
  if (waitMs > 0) return { waitMs };
  const text = turns.map((turn) => turn.text).join(' ');
  const spoken = { by: 'speech' as const, text, startMs: first.startMs, endMs: last.endMs };
  return last.language === undefined ? spoken : { ...spoken, language: last.language };
}

function byNothing({ line, options, promptEndMs }: Listening): Finding {
  if (promptEndMs === undefined) return { waitMs: Number.POSITIVE_INFINITY };
  const waitMs = promptEndMs + options.timeoutMs - line.elapsedMs();
  return waitMs > 0 ? { waitMs } : { by: 'nothing' };
}
