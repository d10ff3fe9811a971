/** The agent's end of a line, as commands. */
import { durationOf } from '../speech/track.ts';
import type { Speech } from '../speech/types.ts';
import { timeWords } from '../speech/words.ts';
import { dial } from './dial.ts';
import type { Line } from './line.ts';
import { listen } from './listen.ts';
import { takeMessage } from './message.ts';
import type { AgentEnd, CallOptions, PhoneBook } from './types.ts';
import { createVoice } from './voice.ts';

export interface AgentEndParts {
  line: Line;
  speech: Speech;
  book: PhoneBook;
  direction: CallOptions['direction'];
  hangUp: (reason?: string) => void;
}

export function createAgentEnd({ line, speech, book, direction, hangUp }: AgentEndParts): AgentEnd {
  const voice = createVoice(line, speech, 'agent');
  const during = (signal?: AbortSignal) => AbortSignal.any([line.signal, ...(signal ? [signal] : [])]);
  const rings = () => direction === 'inbound' && line.state === 'ringing';
  return {
    answer() {
      if (rings()) line.answer('human');
    },
    reject(as) {
      const reason = as === 'busy' ? 'the line is busy' : 'the call was rejected';
      if (rings()) line.end(as, 'agent', reason);
    },
    say: (text, { signal, ...manner } = {}) => voice.say(text, manner, during(signal)),
    async play(pcm, { text = '', language = 'en', signal } = {}) {
      const words = timeWords(text, pcm);
      await voice.play({ text, language, pcm, durationMs: durationOf(pcm), words }, during(signal));
    },
    pause: (ms, signal) => line.clock.sleep(ms, during(signal)),
    press: (digits, signal) => voice.press(digits, during(signal)),
    listen: (options) => listen(line, options, during(options.signal)),
    takeMessage: (options) => takeMessage(line, voice, options, during(options.signal)),
    dial: (options) => dial({ line, speech, options, signal: during(options.signal) }, book),
    hangUp,
  };
}
