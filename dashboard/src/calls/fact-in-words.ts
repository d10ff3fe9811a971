/** What a fact says, for those who know telephones. What has no words of its own is shown as it was told. */
import type { Call } from '../../../src/contract/calls.ts';
import { texts } from '../texts.ts';
import { length, money } from '../ui/format.ts';
import { speakerName } from './parties.ts';

export interface FactWords {
  readonly title: string;
  readonly note: string;
}

type Content = Readonly<Record<string, unknown>>;
type Direction = Pick<Call, 'direction'>;

/** Undefined content: the title stands for all facts of this kind. Null: whoever looks may not see it. */
export function factInWords(kind: string, content: Content | null | undefined, call: Direction): FactWords {
  const { kinds, otherKind, hidden } = texts.timeline;
  const title = own(kinds, kind) ?? otherKind;
  if (content === undefined) return { title, note: '' };
  if (content === null) return { title, note: hidden };
  const words = own(told, kind)?.(content, call);
  return { title: words?.title || title, note: joined(words?.notes ?? pairs(content)) };
}

interface Told {
  /** Where the kind's own would say too little. */
  readonly title?: string | undefined;
  readonly notes: readonly (string | undefined)[];
}

const {
  ended,
  answeredBy,
  measures,
  recording,
  stream,
  noted,
  actors,
  somebody,
  by,
  from,
  to,
  pressed,
  said,
  step,
  code,
  agent,
  named,
} = texts.timeline;

const told: Record<string, (content: Content, call: Direction) => Told> = {
  started: (content) => ({
    notes: [
      known(texts.direction, content, 'direction'),
      when(content, 'from', from),
      when(content, 'to', to),
    ],
  }),
  ringing: () => ({ notes: [] }),
  answered: () => ({ notes: [] }),
  ended: (content, { direction }) => ({
    notes: [
      known(ended, content, 'as'),
      { caller: texts.call.endedByOther[direction], agent: texts.call.endedByAgent }[
        text(content, 'by') ?? ''
      ],
    ],
  }),
  duration: (content) => ({ notes: [seconds(content, 'seconds'), known(measures, content, 'measure')] }),
  'answered-by': (content) => ({ notes: [known(answeredBy, content, 'who')] }),
  caller: (content) => ({ notes: [text(content, 'name')] }),
  metadata: ({ values }) => ({ notes: [pairs(values)] }),
  input: (content) => ({
    notes: [when(content, 'digits', pressed), when(content, 'speech', said), when(content, 'step', step)],
  }),
  transfer: (content) => ({ notes: [when(content, 'to', to), text(content, 'state')] }),
  line: (content, call) => ({
    title: texts.timeline.speaks(speakerName(text(content, 'who') ?? '', call)),
    notes: [text(content, 'text')],
  }),
  note: (content) => ({ notes: [text(content, 'message')] }),
  summary: (content) => ({ notes: [text(content, 'text')] }),
  disposition: (content) => ({ notes: [text(content, 'tag')] }),
  findings: ({ of, values }) => ({ notes: [shown(of).replaceAll('_', ' '), pairs(values)] }),
  cost: (content) => ({ notes: [price(content)] }),
  recording: (content) => ({
    title: known(recording, content, 'state'),
    notes: [seconds(content, 'durationSec'), text(content, 'id')],
  }),
  'recording.stored': (content) => ({ notes: [text(content, 'contentType'), text(content, 'id')] }),
  stream: (content) => ({
    title: known(stream, content, 'event'),
    notes: [text(content, 'name'), text(content, 'error'), text(content, 'id')],
  }),
  error: (content) => ({ notes: [text(content, 'message'), when(content, 'code', code)] }),
  placed: (content) => ({ notes: [who(content), when(content, 'agent', agent)] }),
  'hang-up requested': (content) => ({ notes: [who(content)] }),
  noted: (content) => ({ title: known(noted, content, 'what'), notes: [who(content)] }),
  lost: (content) => ({ notes: [text(content, 'reason')] }),
  other: ({ name, value }) => ({ notes: [shown(name), shown(value)] }),
};

/** What is asked for comes from outside, and may be called like what every object has. */
const own = <T>(all: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(all, name) ? all[name] : undefined;

const joined = (notes: Told['notes'] | string) =>
  typeof notes === 'string' ? notes : notes.filter(Boolean).join(' · ');

function text(content: Content, name: string): string | undefined {
  const value = content[name];
  return value === undefined || value === null ? undefined : shown(value);
}

function when(content: Content, name: string, words: (value: string) => string): string | undefined {
  const value = text(content, name);
  return value && words(value);
}

/** A word of ours in plain ones; one that is not known here as it is. */
function known(words: Readonly<Record<string, string>>, content: Content, name: string): string | undefined {
  const value = text(content, name);
  return value && (own(words, value) ?? value);
}

function seconds(content: Content, name: string): string | undefined {
  const value = content[name];
  return typeof value === 'number' ? length(Math.round(value)) : undefined;
}

/** Ids begin with what they are of. */
function who(content: Content): string | undefined {
  return when(content, 'by', (id) => by(own(actors, id.split('_')[0] ?? '') ?? somebody, id));
}

function price(content: Content): string | undefined {
  const [, sign = '', digits] = /^(-?)(\d+)$/.exec(text(content, 'micros') ?? '') ?? [];
  const currency = text(content, 'currency') ?? '';
  if (digits === undefined || !/^[A-Z]{3}$/i.test(currency)) return undefined;
  const millionths = digits.padStart(7, '0');
  return money({ amount: `${sign}${millionths.slice(0, -6)}.${millionths.slice(-6)}`, currency });
}

const shown = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** By name, in one line. */
function pairs(values: unknown): string {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return shown(values);
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => named(name, shown(value)))
    .join(', ');
}
