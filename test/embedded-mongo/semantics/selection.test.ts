/** A scan decodes only what its filter looks at: that must be enough to tell the matches. */
import { Binary, ObjectId } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../embedded/mongo/match/index.ts';
import { selectionFor } from '../../../embedded/mongo/plan/selection.ts';
import { type Doc, decode, encode } from '../../../embedded/mongo/values/bson.ts';
import { selectionOf } from '../../../embedded/mongo/values/selection.ts';
import { often } from '../../helpers/often.ts';
import { fields, filter } from './arbitraries.ts';

const selected = (doc: Doc, condition: Doc) => decode(encode(doc), selectionFor(condition));

describe('what a filter looks at', () => {
  it('is enough to say whether the document matches', { timeout: 120_000 }, () => {
    let matches = 0;
    fc.assert(
      fc.property(fields, filter, (doc, random) => {
        const condition = decode(encode(random));
        const test = compileFilter(condition);
        const whole = test(decode(encode(doc)));
        if (whole) matches += 1;
        expect(test(selected(doc, condition))).toBe(whole);
      }),
      { numRuns: often(20_000) },
    );
    expect(matches).toBeGreaterThan(often(1_000));
  });

  it('is no more than that of nested documents, also in arrays', () => {
    const doc = { a: { b: 1, c: 2 }, d: [{ b: 1, c: 2 }, 3, [{ b: 4 }]], e: 5 };
    expect(selected(doc, { 'a.b': 1, $or: [{ 'd.c': 2 }, { x: 1 }] })).toEqual({
      a: { b: 1 },
      d: [{ c: 2 }, 3, [{ b: 4 }]],
    });
  });

  it('is everything where it cannot be told', () => {
    expect(selected({ a: 1, b: 2 }, { $expr: { $eq: ['$a', '$b'] } })).toEqual({ a: 1, b: 2 });
  });

  it('ends where a field has another value than is asked for', () => {
    const id = new ObjectId();
    for (const asked of ['x', id, 7, true, { $in: ['x', 'z'] }, { $eq: 'x' }]) {
      const other = asked === id ? new ObjectId() : asked === 7 ? 8 : asked === true ? false : 'y';
      expect(selected({ a: other, b: 1 }, { a: asked, b: 1 })).toEqual({});
    }
  });

  it.each<[string, Doc]>([
    ['an alternative', { $or: [{ a: 'x' }, { b: 1 }] }],
    ['the elements of an array', { a: { $elemMatch: { $eq: 'x' } } }],
    ['null, which missing fields are as well', { a: null }],
    ['a number that other types equal', { a: 1.5 }],
    ['a list of several types', { a: { $in: ['x', 1] } }],
  ])('does not end for %s', (_, condition) => {
    expect(selected({ a: 'y', b: 1 }, { ...condition, b: 1 })).toEqual({ a: 'y', b: 1 });
  });
});

it('what was decoded stays when its bytes are used for something else', () => {
  const id = new ObjectId();
  const doc = { id, text: 'text', bytes: new Binary(Buffer.from([1, 2, 3]), 0), inner: [{ id }] };
  const bytes = encode(doc);
  const [whole, part] = [decode(bytes), decode(bytes, selectionOf(['bytes', 'inner.id']))];
  bytes.fill(0xff);
  expect(encode(whole)).toEqual(encode(doc));
  expect(encode(part)).toEqual(encode({ bytes: doc.bytes, inner: doc.inner }));
});
