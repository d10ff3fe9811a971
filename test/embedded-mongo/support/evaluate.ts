import type { Collection, Doc } from './driver.ts';

/** What an expression gives for a document, in a collection made for it. */
export async function evaluated(c: Collection, expression: unknown, document: Doc): Promise<unknown> {
  await c.insertOne({ _id: 1, ...document });
  const [found] = await c.aggregate([{ $project: { _id: 0, value: expression } }]).toArray();
  return found?.value;
}
