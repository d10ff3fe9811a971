/** Documents that a reading thread holds against a statement of the writer's, and changes for it. */
import { decode, encode } from '../values/bson.ts';
import { separate } from '../wire/batches.ts';
import { type Change, compileChange, type Statement } from '../write/change.ts';
import { asBuffer, type Changed, type ChangeRequest, failureOf, type Outcome } from './protocol.ts';

/** Many requests bring documents for the same statement: it is compiled once. */
let known: { number: number; change: Change } | undefined;

function changeOf({ statement, number }: ChangeRequest): Change {
  if (known?.number !== number) {
    known = { number, change: compileChange(decode(asBuffer(statement)) as unknown as Statement) };
  }
  return known.change;
}

export function inserted(request: ChangeRequest): Uint8Array {
  return encode(changeOf(request).insert());
}

/** What is wrong with one document is told beside what was made of those before it. */
export function changed(request: ChangeRequest, refuseCancelled: () => void): Changed {
  const change = changeOf(request);
  const outcomes: Outcome[] = [];
  const docs: Buffer[] = [];
  try {
    for (const bytes of separate(asBuffer(request.docs))) {
      refuseCancelled();
      const doc = decode(bytes);
      const matches = change.matches(doc);
      const after = matches ? change.apply(doc) : undefined;
      if (after) docs.push(encode(after));
      outcomes.push(after ? 'changed' : matches ? 'matched' : 'other');
    }
  } catch (error) {
    return { outcomes, docs: Buffer.concat(docs), error: failureOf(error) };
  }
  return { outcomes, docs: Buffer.concat(docs) };
}
