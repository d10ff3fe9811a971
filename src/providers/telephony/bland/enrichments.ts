/**
 * What Bland finds out about a call afterwards. It comes in a message of its own or rides along with the call's
 * record, and is the same fact either way: when it was sent is no part of it.
 */
import { z } from 'zod';
import { fact } from '../../../core/calls/fact.ts';
import type { Fact, FactSource } from '../../../core/calls/facts.ts';
import { anything, listOf, moment, object, text } from './fields.ts';
import type { Body } from './message.ts';

/** Kept under their own names. */
const kept = {
  citations: anything,
  corrected_transcript: anything,
  live_translation_transcript: anything,
  analysis: anything,
  pathway_tags: anything,
  evals: anything,
  post_call_evals: anything,
  dispositions: anything,
} as const;

const shape = z.object({
  ...kept,
  agent_dispositions: listOf(z.record(z.string(), z.unknown())),
  post_transfer_transcript: anything,
  transfer_offset_seconds: anything,
});

const dispositionShape = z.object({ disposition_key: text, name: text, executed_at: moment });

/** What a message says that it holds. */
const label = z.object({ event_type: text, contents: listOf(z.string()) });

export function enrichmentsOf(body: Body, source: FactSource): Fact[] {
  const found = shape.parse(body);
  const facts: Fact[] = (Object.keys(kept) as (keyof typeof kept)[]).flatMap((name) =>
    found[name] === undefined ? [] : [fact('findings', source, { of: name, values: found[name] })],
  );
  for (const disposition of found.agent_dispositions ?? []) {
    const { disposition_key: key, name = 'unnamed', executed_at } = dispositionShape.parse(disposition);
    const of = `disposition ${key ?? name}`.slice(0, 100).toWellFormed();
    facts.push(fact('findings', source, { of, values: object.parse(disposition) }, executed_at));
  }
  if (found.post_transfer_transcript !== undefined) {
    const { transfer_offset_seconds: offsetSec, post_transfer_transcript: segments } = found;
    const values = { ...(offsetSec !== undefined && { offsetSec }), segments };
    facts.push(fact('findings', source, { of: 'post_transfer_transcript', values }));
  }
  for (const name of namesOf(body)) {
    const values = anything.parse(body[name]);
    if (values !== undefined) facts.push(fact('findings', source, { of: name, values }));
  }
  return facts;
}

/** Of a kind that is new to us, too. */
function namesOf(body: Body): string[] {
  const { event_type: type, contents = [] } = label.parse(body);
  return [type ?? '', ...contents].filter(
    (name) => /^\w{1,64}$/.test(name) && Object.hasOwn(body, name) && !Object.hasOwn(shape.shape, name),
  );
}
