/** The people of a scenario: who answers how, and what they and the agent do then. */
import { z } from 'zod';
import type { AgentScript, AgentStep, Person, PersonStep, Ringing } from '../calls/types.ts';
import { longestText } from '../speech/types.ts';
import { duration, oneOf } from './shorthand.ts';

const mostSteps = 1_000;

const language = z.enum(['en', 'de', 'es']);
const voice = z.enum(['agent', 'caller', 'colleague']);
const text = z.string().min(1).max(longestText);
const digits = z
  .string()
  .regex(/^[0-9A-D*#w]+$/i, 'keys are digits, A to D, * and #; w waits half a second. Put them in quotes.');

const step = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.strictObject({ is: z.literal(name), ...shape });

const main = {
  say: 'text',
  pause: 'for',
  press: 'digits',
  interrupt: 'text',
  wait: 'timeout',
  transfer: 'to',
};

const say = step('say', { text, language: language.optional() });
const pause = step('pause', { for: duration });
const press = step('press', { digits });
const hangUp = step('hang up', {});
const wait = step('wait', { says: text.optional(), timeout: duration.optional() });
const interrupt = step('interrupt', { text, after: duration, language: language.optional() });

/** What both do in the same way: said here once, each as the phone network takes it. */
type Common = z.infer<typeof say | typeof pause | typeof press | typeof hangUp>;

function commonStep(given: Common): Extract<AgentStep, { do: Common['is'] }> {
  switch (given.is) {
    case 'say':
      return defined({ do: 'say', text: given.text, language: given.language });
    case 'pause':
      return { do: 'pause', ms: given.for };
    case 'press':
      return { do: 'press', digits: given.digits };
    case 'hang up':
      return { do: 'hang up' };
  }
}

const personStep = oneOf([say, pause, press, wait, interrupt, hangUp], main).transform(
  (given): PersonStep => {
    switch (given.is) {
      case 'wait':
        return defined({ do: 'wait', says: given.says, timeoutMs: given.timeout });
      case 'interrupt':
        return defined({ do: 'interrupt', text: given.text, afterMs: given.after, language: given.language });
      default:
        return commonStep(given);
    }
  },
);

const after = { after: duration };
const phone = oneOf(
  [
    step('answers', after),
    step('voicemail', { ...after, greeting: text, beep: z.boolean().optional() }),
    step('busy', { after: duration.optional() }),
    step('rejects', after),
    step('no answer', {}),
    step('unreachable', { after: duration.optional() }),
  ],
  { answers: 'after', busy: 'after', rejects: 'after', unreachable: 'after' },
).transform((given): Ringing => {
  const { is: kind, ...rest } = given;
  const { after: afterMs, ...others } = { after: undefined, ...rest };
  return defined({ kind, afterMs, ...others }) as Ringing;
});

export const personSchema = z
  .strictObject({
    name: text.optional(),
    voice: voice.optional(),
    language: language.optional(),
    /** When they are called. */
    phone: phone.optional(),
    /** When they call: how long they let it ring. */
    'rings for': duration.optional(),
    reaction: duration.optional(),
    patience: duration.optional(),
    steps: z.array(personStep).max(mostSteps).default([]),
  })
  .transform(
    ({
      phone: ringing,
      'rings for': ringsForMs,
      reaction: reactionMs,
      patience: patienceMs,
      ...person
    }): Person => defined({ ...person, ringing, ringsForMs, reactionMs, patienceMs }),
  );

const transfer = step('transfer', {
  to: z.string(),
  person: personSchema.optional(),
  timeout: duration.optional(),
});

const agentStep = oneOf(
  [say, pause, press, step('wait', { timeout: duration.optional() }), transfer, hangUp],
  main,
).transform((given): AgentStep => {
  switch (given.is) {
    case 'wait':
      return defined({ do: 'wait', timeoutMs: given.timeout });
    case 'transfer':
      return defined({ do: 'transfer', to: given.to, person: given.person, timeoutMs: given.timeout });
    default:
      return commonStep(given);
  }
});

const onVoicemail = oneOf([step('hang up', {}), step('ignore', {}), step('leave', { text })], {
  leave: 'text',
}).transform(
  (given): NonNullable<AgentScript['onVoicemail']> =>
    given.is === 'leave' ? { do: 'leave', text: given.text } : { do: given.is },
);

export const agentSchema = z
  .strictObject({
    voice: voice.optional(),
    language: language.optional(),
    'on voicemail': onVoicemail.optional(),
    yields: z.boolean().optional(),
    steps: z.array(agentStep).max(mostSteps).default([]),
  })
  .transform(
    ({ 'on voicemail': voicemail, ...agent }): AgentScript => defined({ ...agent, onVoicemail: voicemail }),
  );

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the fields that say nothing. */
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
