/** What projections answer, and how wrong ones are refused. */
import { describe, expect, it } from 'vitest';
import { MongoError } from '../../../embedded/mongo/errors.ts';
import { compileProjection, projectedFields } from '../../../embedded/mongo/project.ts';
import type { Doc } from '../../../embedded/mongo/values/bson.ts';

const doc: Doc = { _id: 1, z: 1, a: [1, { b: 2, c: 3 }, [4]], n: 5, o: { p: 1, q: [{ r: 1, t: 2 }, 7] } };

const compileExpression = (expression: unknown) => (root: Doc) =>
  typeof expression === 'string' && expression.startsWith('$') ? root[expression.slice(1)] : expression;

const project = (projection: Doc, filter: Doc = {}) =>
  compileProjection(projection, { filter, compileExpression, meta: () => 0.5 })(doc);

describe('a projection', () => {
  it.each<[Doc, Doc, Doc?]>([
    [{}, doc],
    [
      { n: 1, z: true },
      { _id: 1, z: 1, n: 5 },
    ],
    [{ _id: 0, n: 1 }, { n: 5 }],
    [{ _id: 1 }, { _id: 1 }],
    [{ _id: 0 }, { z: 1, a: doc.a, n: 5, o: doc.o }],
    [
      { a: 0, o: 0, n: false },
      { _id: 1, z: 1 },
    ],
    [
      { _id: 1, a: 0, o: 0 },
      { _id: 1, z: 1, n: 5 },
    ],
    [{ 'a.b': 1 }, { _id: 1, a: [{ b: 2 }, []] }],
    [
      { 'a.b': 0, o: 0 },
      { _id: 1, z: 1, a: [1, { c: 3 }, [4]], n: 5 },
    ],
    [{ o: { p: 1 } }, { _id: 1, o: { p: 1 } }],
    [{ 'o.q.r': 1 }, { _id: 1, o: { q: [{ r: 1 }] } }],
    [{ 'n.x': 1 }, { _id: 1 }],
    [
      { a: { $slice: 1 }, n: 1 },
      { _id: 1, a: [1], n: 5 },
    ],
    [
      { a: { $slice: -1 }, o: 0 },
      { _id: 1, z: 1, a: [[4]], n: 5 },
    ],
    [
      { a: { $slice: [1, 1] }, o: 0 },
      { _id: 1, z: 1, a: [{ b: 2, c: 3 }], n: 5 },
    ],
    [
      { 'o.q': { $slice: 1 }, n: 1 },
      { _id: 1, n: 5, o: { q: [{ r: 1, t: 2 }] } },
    ],
    [{ a: { $elemMatch: { b: 2 } } }, { _id: 1, a: [{ b: 2, c: 3 }] }],
    [
      { z: 1, n: 1, a: { $elemMatch: { b: 2 } } },
      { _id: 1, z: 1, n: 5, a: [{ b: 2, c: 3 }] },
    ],
    [
      { n: 1, a: { $elemMatch: { b: 9 } } },
      { _id: 1, n: 5 },
    ],
    [{ 'a.$': 1 }, { _id: 1, a: [{ b: 2, c: 3 }] }, { 'a.b': 2 }],
    [{ 'o.q.$': 1, n: 1 }, { _id: 1, n: 5, o: { q: [7] } }, { 'o.q': 7 }],
    [
      { x: '$n', z: 1 },
      { _id: 1, z: 1, x: 5 },
    ],
    [
      { x: 'text', y: null },
      { _id: 1, x: 'text', y: null },
    ],
    [{ 'o.x': '$n' }, { _id: 1, o: { x: 5 } }],
    [
      { x: '$missing', n: 1 },
      { _id: 1, n: 5 },
    ],
    [
      { n: 1, score: { $meta: 'textScore' } },
      { _id: 1, n: 5, score: 0.5 },
    ],
    [
      { o: 0, a: 0, score: { $meta: 'textScore' } },
      { _id: 1, z: 1, n: 5, score: 0.5 },
    ],
  ])('%j', (projection, expected, filter) => {
    expect(JSON.stringify(project(projection, filter))).toBe(JSON.stringify(expected));
  });

  it.each<[Doc, number, string]>([
    [{ a: 1, b: 0 }, 31254, 'Cannot do exclusion on field b in inclusion projection'],
    [{ a: 0, b: 1 }, 31253, 'Cannot do inclusion on field b in exclusion projection'],
    [{ a: 0, b: '$n' }, 31310, 'in an exclusion projection'],
    [{ a: 0, b: { $add: [1, 1] } }, 31252, 'Cannot use expression other than $meta in exclusion projection'],
    [{ a: 1, 'a.b': 1 }, 31249, 'Path collision at a.b remaining portion b'],
    [{ 'a.b': 1, a: 1 }, 31250, 'Path collision at a'],
    [{ 'a.$': 1 }, 31277, "Positional projection 'a.$' does not match the query document."],
    [{ 'a.$': 1, 'b.$': 1 }, 31276, 'Cannot specify more than one positional projection per query.'],
    [{ 'a.$': 1, b: { $elemMatch: {} } }, 31255, 'Cannot specify positional operator and $elemMatch.'],
    [{ 'a.b': { $elemMatch: {} } }, 31275, 'Cannot use $elemMatch projection on a nested field.'],
    [{ a: { $slice: 'x' } }, 28667, 'Invalid $slice syntax.'],
    [{ a: { $meta: 'x' } }, 17308, 'Unsupported argument to $meta: x'],
    [{ $a: 1 }, 16410, "FieldPath field names may not start with '$'."],
    [{ 'a.': 1 }, 40353, "FieldPath must not end with a '.'."],
    [{ 'a..b': 1 }, 15998, 'FieldPath field names may not be empty strings.'],
  ])('%j is refused', (projection, code, message) => {
    try {
      project(projection);
    } catch (error) {
      expect(error).toBeInstanceOf(MongoError);
      expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
      return;
    }
    expect.fail('was accepted');
  });

  it.each<[Doc, string[] | undefined]>([
    [{ n: 1, 'o.p': 1 }, ['n', 'o', '_id']],
    [{ _id: 0, n: 1 }, ['n']],
    [{ a: { $elemMatch: { b: 1 } } }, ['a', '_id']],
    [{ n: 0 }, undefined],
    [{}, undefined],
    [{ x: '$n' }, undefined],
    [{ 'a.$': 1 }, undefined],
  ])('%j needs the fields %j', (projection, expected) => {
    expect(projectedFields(projection)).toEqual(expected && new Set(expected));
  });
});
