/** An index walks one stretch of keys for each value of $in: each document is told once, whatever lists it has. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { often } from '../../helpers/often.ts';

const mongo = await database();
const value = fc.nat(30);
const values = fc.uniqueArray(value, { maxLength: 20 });

it.each([
  ['of a list', { l: 1 }, 'l', 1],
  ['of a list, downwards', { l: -1 }, 'l', 1],
  ['before a list', { t: 1, l: 1 }, 't', 1],
  ['before a list, read backwards', { t: 1, l: 1 }, 't', -1],
] as const)(
  'finds what $in asks for once, by an index %s',
  { timeout: 300_000 },
  async (_, key, path, direction) => {
    const c = mongo.collection();
    await c.createIndex({ ...key });
    const property = fc.asyncProperty(
      fc.array(fc.record({ t: value, l: values }), { minLength: 1, maxLength: 30 }),
      values,
      async (documents, wanted) => {
        await c.deleteMany({});
        await c.insertMany(documents.map((document, _id) => ({ _id, ...document })));
        const query = c.find({ [path]: { $in: wanted } });
        const found = await (path === 't' ? query.sort({ t: direction }) : query).toArray();
        const expected = documents.flatMap(({ t, l }, _id) =>
          (path === 't' ? [t] : l).some((each) => wanted.includes(each)) ? [_id] : [],
        );
        expect(found.map(({ _id }) => Number(_id)).sort((a, b) => a - b)).toEqual(expected);
        if (path !== 't') return;
        const inOrder = found.map(({ t }) => Number(t)).sort((a, b) => direction * (a - b));
        expect(found.map(({ t }) => Number(t))).toEqual(inOrder);
      },
    );
    await fc.assert(property, { numRuns: often(300) });
  },
);
