/**
 * A call, computed from the set of its facts. Pure: the same facts come to the same call in whatever order they
 * arrived and however often.
 */
import type { FoldedCall } from '../../../core/calls/call.ts';
import type { FactKind, HeardFact } from '../../../core/calls/facts.ts';
import { defined } from '../../../core/defined.ts';
import { wasAnswered } from './answered.ts';
import { durations } from './durations.ts';
import { metadataOf } from './metadata.ts';
import { preferred } from './prefer.ts';
import { recordingState } from './recording.ts';
import { statusOf } from './status.ts';
import { times } from './times.ts';

type HeardOf<K extends FactKind> = Extract<HeardFact, { kind: K }>;

/** A call's document stays small, whatever a provider says of it: its facts have all of it. */
const longestText = 10_000;
const longestName = 200;

/** A call of which nothing is known but that somebody speaks in it. */
export function foldUnknown(heardAt: Date): FoldedCall {
  const note = { category: '', level: '', message: '' };
  return fold([{ kind: 'note', source: 'provider', key: '', content: note, heardAt }]);
}

/** There has to be at least one fact. `heardFrom`: when it was first heard of, also by what is not folded. */
export function fold(facts: readonly HeardFact[], heardFrom?: Date): FoldedCall {
  const all = <K extends FactKind>(kind: K) => facts.filter((each): each is HeardOf<K> => each.kind === kind);
  const one = <K extends FactKind>(kind: K) => preferred<HeardOf<K>>(all(kind));
  const has = (kind: FactKind) => facts.some((each) => each.kind === kind);

  const started = one('started');
  const ended = one('ended');
  const lost = one('lost');
  const direction = started?.content.direction ?? (has('placed') ? 'outbound' : 'unknown');
  const counted = durations(all('duration'));
  const answered = wasAnswered(facts);
  const when = times({
    facts,
    heardFrom,
    answered: one('answered'),
    ended: ended ?? lost,
    wasAnswered: answered,
    seconds: counted.seconds,
  });
  const transfer = one('transfer');
  const cost = one('cost');
  const error = one('error')?.content;

  return {
    direction,
    status: statusOf({ ended, wasAnswered: answered, direction, has }),
    ended: ended !== undefined || lost !== undefined,
    ...when,
    lastAt: new Date(Math.max(...facts.map(({ heardAt }) => heardAt.getTime()))),
    ...counted.billable(when, { wasAnswered: answered, endIsKnown: ended?.at !== undefined }),
    recording: recordingState([...all('recording'), ...all('recording.stored')]),
    ...defined({
      from: started?.content.from,
      to: started?.content.to,
      callerName: cut(one('caller')?.content.name, longestName),
      endedBy: ended?.content.by,
      answeredBy: one('answered-by')?.content.who,
      transferredTo: transfer?.content.to,
      disposition: cut(one('disposition')?.content.tag, longestName),
      summary: cut(one('summary')?.content.text, longestText),
      cost: cost?.content,
      error: error && { ...error, message: cut(error.message, longestText) ?? '' },
      lostBecause: ended === undefined ? lost?.content.reason : undefined,
      metadata: metadataOf(all('metadata')),
    }),
  };
}

/** Between two characters, not within one. */
const cut = (text: string | undefined, longest: number) => text?.slice(0, longest).toWellFormed();
