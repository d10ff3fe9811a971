/** From a message to facts. */
import { fact } from '../../../core/calls/fact.ts';
import type { Fact, FactSource } from '../../../core/calls/facts.ts';
import type { Understood } from '../telephony.ts';
import { enrichmentsOf } from './enrichments.ts';
import { type BlandMessage, type Body, messageOf, readJson } from './message.ts';
import { midCallFacts } from './mid-call.ts';
import { isRecord, recordFacts } from './record/index.ts';
import { tame } from './tame.ts';

export function interpret({ body }: { readonly body: Buffer }): readonly Understood[] {
  const json = readJson(body);
  if (json === undefined) throw new Error('This is no JSON in UTF-8, and Bland sends nothing else.');
  const message = messageOf(json.value);
  if (message.is === 'about no call') return [];
  if (message.is === 'unknown') {
    throw new Error('This names no call in call_id or c_id, as every message of Bland about a call does.');
  }
  return [{ providerCallId: message.callId, facts: factsOf(message, 'provider') }];
}

export function factsOf(
  message: Extract<BlandMessage, { readonly callId: string }>,
  source: FactSource,
): readonly Fact[] {
  const { callId, body } = message;
  if (message.is === 'mid-call') return unique(midCallFacts(body));
  // A record that was delayed is labelled like what it waited for: the label alone tells nothing.
  const labelled = message.is === 'follow-up';
  const record = isRecord(body, { labelled }) ? recordFacts(body, { callId, source, afterwards: true }) : [];
  const facts = [...record, ...enrichmentsOf(body, source)];
  return unique(facts.length > 0 ? facts : [unknownNews(body, source)]);
}

/** Kept without what differs each time that it is sent. */
function unknownNews(body: Body, source: FactSource): Fact {
  const { event_type: name, call_id: _, c_id: __, user_id: ___, timestamp: ____, ...value } = body;
  return fact('other', source, {
    name: typeof name === 'string' ? name.toWellFormed().slice(0, 100) : 'message',
    value: tame(value),
  });
}

export function unique(facts: readonly Fact[]): Fact[] {
  return [...new Map(facts.map((each) => [each.key, each])).values()];
}
