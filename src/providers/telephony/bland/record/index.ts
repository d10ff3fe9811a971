/** What a call's record says, as facts. */
import { fact } from '../../../../core/calls/fact.ts';
import type { Fact, FactContent, FactKind, FactSource } from '../../../../core/calls/facts.ts';
import { defined } from '../../../../core/defined.ts';
import type { Body } from '../message.ts';
import { endingOf, isOver, wasAnswered } from './ending.ts';
import { findingsOf } from './findings.ts';
import { lengthsOf } from './lengths.ts';
import { linesOf } from './lines.ts';
import { partiesOf } from './parties.ts';
import { recordShape } from './shape.ts';
import { timesOf } from './times.ts';
import { transferOf } from './transfer.ts';

export { isRecord } from './shape.ts';

interface Telling {
  readonly callId: string;
  readonly source: FactSource;
  /** Whether Bland sends this about calls that are over, and about no others. */
  readonly afterwards: boolean;
}

/** More is no price of a call, but a mistake. */
const dearestUsd = 1_000_000;
const longestMessage = 2_000;
const longestTag = 200;
const longestUrl = 4_096;

export function recordFacts(body: Body, { callId, source, afterwards }: Telling): Fact[] {
  const record = recordShape.parse(body);
  const facts: Fact[] = [];
  /** Nothing where the content is not known. */
  const add = <K extends FactKind>(kind: K, content: FactContent<K> | undefined, at?: Date) => {
    if (content !== undefined) facts.push(fact(kind, source, content, at));
  };

  const lines = linesOf(record);
  const lengths = lengthsOf(record);
  const over = isOver(record, afterwards);
  const answered = wasAnswered(record, lines, lengths);
  const { answeredAt, endedAt } = over ? timesOf(record, lines, lengths) : { answeredAt: record.started_at };
  const { price, answered_by: who, summary, disposition_tag: tag, metadata } = record;

  add('started', partiesOf(record), record.created_at ?? record.started_at);
  if (answered) add('answered', {}, answeredAt);
  else if (!over && record.queue_status === 'started') add('ringing', {}, record.started_at);
  if (over) {
    const by = answered ? record.call_ended_by : undefined;
    add('ended', { as: endingOf(record, answered), ...defined({ by }) }, endedAt);
    const { corrected, counted } = lengths;
    add('duration', corrected === undefined ? undefined : { seconds: corrected, measure: 'corrected' });
    // The lesser one: its unit is not certain.
    add('duration', counted === undefined ? undefined : { seconds: counted, measure: 'rounded' });
  }
  add('answered-by', who && { who });
  add('metadata', metadata && Object.keys(metadata).length > 0 ? { values: metadata } : undefined);
  add('transfer', transferOf(record), record.transferred_at);
  for (const { content, at } of lines) add('line', content, at);
  add('summary', summary === undefined ? undefined : { text: summary });
  add('disposition', tag === undefined ? undefined : { tag: tag.slice(0, longestTag).toWellFormed() });
  if (price !== undefined && Math.abs(price) <= dearestUsd) {
    add('cost', { micros: String(Math.round(price * 1e6)), currency: 'USD' });
  }
  // Bland tells nobody when it is ready; it can be asked for under the call's own id.
  const url = (record.recording_url ?? '').length > longestUrl ? undefined : record.recording_url;
  if (over && answered && (record.record === true || url !== undefined)) {
    add('recording', { id: callId, state: 'completed', ...defined({ url }) });
  }
  add('error', errorOf(record.error_message, body.queue_status));
  return [...facts, ...findingsOf(record, source)];
}

function errorOf(message: string | undefined, queueStatus: unknown): FactContent<'error'> | undefined {
  if (message === undefined) return undefined;
  const code =
    typeof queueStatus === 'string' && /^\w{1,32}_error$/.test(queueStatus) ? queueStatus : undefined;
  return { message: message.slice(0, longestMessage).toWellFormed(), ...defined({ code }) };
}
