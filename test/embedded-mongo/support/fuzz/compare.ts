import { EJSON } from 'bson';
import type { Doc } from '../driver.ts';
import type { Step } from './commands.ts';

/** What is compared of an answer: everything that MongoDB promises, nothing that it leaves open. */
export type Answer = Doc;

const canonical = (value: unknown) => EJSON.stringify(value, { relaxed: false });
const asBag = (values: unknown[]) => values.map(canonical).sort();

function failures(answer: Doc): Doc[] {
  return (answer.writeErrors ?? []).map((error: Doc) => ({
    index: Number(error.index),
    code: Number(error.code),
  }));
}

/** Elements of a set, in which 1 and 1.0 are the same and either may stand for both. */
function asSet(values: unknown[]): string[] {
  const loose = (_: string, value: unknown): unknown => {
    const number = value as {
      $numberInt?: string;
      $numberLong?: string;
      $numberDouble?: string;
      $numberDecimal?: string;
    };
    const text = number?.$numberInt ?? number?.$numberLong ?? number?.$numberDouble ?? number?.$numberDecimal;
    return text === undefined ? value : { number: Number(text) };
  };
  return values.map((value) => JSON.stringify(JSON.parse(canonical([value])), loose)).sort();
}

/** Sets, joins and groups inside what a pipeline found: their elements' order is left open. */
function withoutOrder(documents: Doc[], stages: Doc[]): unknown[] {
  const group = stages.find((stage) => stage.$group)?.$group;
  const sorted = stages.find((stage) => stage.$sortByCount);
  if (stages.some((stage) => stage.$lookup)) {
    return asBag(documents.map((document) => ({ ...document, joined: asBag(document.joined) })));
  }
  if (!group && !sorted) return asBag(documents);
  const set = Object.entries(group ?? {}).find(([, value]) => (value as Doc)?.$addToSet)?.[0];
  return asSet(documents.map((document) => (set ? { ...document, [set]: asSet(document[set]) } : document)));
}

export function comparable(step: Step, answer: Doc): Answer {
  const { command } = step;
  if (answer.ok === 0) return { code: Number(answer.code) };
  if (command.findAndModify) {
    const { n, updatedExisting } = answer.lastErrorObject ?? {};
    return { value: canonical(answer.value ?? null), n: Number(n), updatedExisting };
  }
  if (command.insert ?? command.update ?? command.delete) {
    return {
      n: Number(answer.n),
      ...(command.update ? { nModified: Number(answer.nModified ?? 0) } : {}),
      upserted: (answer.upserted ?? []).map((it: Doc) => canonical(it._id)),
      failures: failures(answer),
    };
  }
  if (answer.cursor) {
    const found: Doc[] = answer.cursor.firstBatch;
    if (step.ordered) return { found: found.map(canonical) };
    return { found: withoutOrder(found, command.pipeline ?? []) };
  }
  if (command.count) return { n: Number(answer.n) };
  if (command.distinct) return { values: asSet(answer.values) };
  return { ok: Number(answer.ok) };
}

export function same(left: Answer, right: Answer): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
