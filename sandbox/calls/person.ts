/** A person (or their answering machine) on the line, from the answer until they hang up. */
import type { Speech } from '../speech/types.ts';
import { createEar } from './ear.ts';
import { type Line, sideOf } from './line.ts';
import type { AnsweredBy, Person, PersonStep, Speaker } from './types.ts';
import { createVoice } from './voice.ts';

const usual = { reactionMs: 700, patienceMs: 60_000, waitMs: 15_000 };
/** How long a machine waits until it plays its greeting. */
const machineStartsMs = 500;

export interface Acting {
  line: Line;
  speech: Speech;
  who: Exclude<Speaker, 'agent'>;
  person: Person;
  /** Ends their part: the person leaves, or the call is over. */
  signal: AbortSignal;
}

/** Resolves when they hang up. */
export function act(acting: Acting, as: AnsweredBy): Promise<void> {
  return as === 'human' ? actHuman(acting) : actMachine(acting);
}

/** Makes what they are going to say beforehand, while the phone rings; a failure is met again when it is said. */
export async function rehearse({
  speech,
  person,
  who,
}: Pick<Acting, 'speech' | 'person' | 'who'>): Promise<void> {
  const greeting = person.ringing?.kind === 'voicemail' ? [person.ringing.greeting] : [];
  for (const text of greeting) await speech.say(text, manner(person, who)).catch(() => {});
  for (const step of greeting.length > 0 ? [] : person.steps) {
    if (step.do !== 'say' && step.do !== 'interrupt') continue;
    await speech.say(step.text, manner(person, who, step.language)).catch(() => {});
  }
}

async function actHuman({ line, speech, who, person, signal }: Acting): Promise<void> {
  const { reactionMs = usual.reactionMs } = person;
  const ear = earOf(line, who);
  const voice = createVoice(line, speech, who);

  async function doing(act: () => Promise<void>): Promise<void> {
    const startMs = line.elapsedMs();
    await act();
    ear.answered(startMs, line.elapsedMs());
  }

  async function take(step: PersonStep): Promise<void> {
    switch (step.do) {
      case 'say':
        return doing(() => voice.say(step.text, manner(person, who, step.language), signal));
      case 'pause':
        return line.clock.sleep(step.ms, signal);
      case 'press':
        return doing(() => voice.press(step.digits, signal));
      case 'wait': {
        const { says, timeoutMs = usual.waitMs } = step;
        await ear.waitForTurn({ silenceMs: reactionMs, timeoutMs, says }, signal);
        return;
      }
      case 'interrupt':
        await ear.waitForVoice(usual.waitMs, signal);
        await line.clock.sleep(step.afterMs, signal);
        return doing(() => voice.say(step.text, manner(person, who, step.language), signal));
      case 'hang up':
        return;
    }
  }

  for (const step of person.steps) {
    await take(step);
    if (step.do === 'hang up') return;
  }
  await loseInterest(line, who, person, signal);
}

async function actMachine({ line, speech, who, person, signal }: Acting): Promise<void> {
  const { ringing } = person;
  if (ringing?.kind !== 'voicemail') return;
  const voice = createVoice(line, speech, who);
  await line.clock.sleep(machineStartsMs, signal);
  await voice.say(ringing.greeting, manner(person, who), signal);
  if (ringing.beep !== false) {
    await voice.beep(signal);
    line.tell({ type: 'beep', startMs: line.elapsedMs() });
  }
  await loseInterest(line, who, person, signal);
}

/** On the line, with nothing more to do, until nothing was heard for as long as they have patience. */
async function loseInterest(line: Line, who: Speaker, person: Person, signal: AbortSignal): Promise<void> {
  const { patienceMs = usual.patienceMs } = person;
  const ear = earOf(line, who);
  while (await ear.waitForTurn({ silenceMs: 0, timeoutMs: patienceMs }, signal)) {
    // Whatever was heard: the waiting begins anew.
  }
}

const earOf = (line: Line, who: Speaker) => createEar(line, sideOf(who) === 'person' ? 'agent' : 'person');

function manner({ voice, language }: Person, who: Speaker, stepLanguage = language) {
  return { voice: voice ?? (who === 'third' ? 'colleague' : 'caller'), language: stepLanguage };
}
