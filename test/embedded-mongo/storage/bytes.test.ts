import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../embedded/mongo/values/bson.ts';
import { checkStructure, withIdFirst } from '../../../embedded/mongo/values/bytes.ts';
import { MalformedBson } from '../../../embedded/mongo/values/elements.ts';
import { selectionOf } from '../../../embedded/mongo/values/selection.ts';
import { often } from '../../helpers/often.ts';

/** A document with every type there is. */
const everything = encode({
  double: 1.5,
  string: 'text with ü and \0',
  object: { inner: { deeper: [1, { two: 2 }] } },
  array: [1, 'two', [3], { four: 4 }],
  binary: new Binary(Buffer.from('bytes'), 0),
  old: new Binary(Buffer.from('bytes'), 2),
  _id: new ObjectId('65f000000000000000000000'),
  yes: true,
  date: new Date(0),
  nothing: null,
  regex: new BSONRegExp('a.c', 'i'),
  code: new Code('x'),
  scoped: new Code('x', { y: 1 }),
  int: 7,
  time: new Timestamp({ t: 1, i: 2 }),
  long: Long.fromBigInt(2n ** 60n),
  decimal: Decimal128.fromString('1.50'),
  least: new MinKey(),
  most: new MaxKey(),
});

const broken = (bytes: Buffer) => {
  try {
    checkStructure(bytes);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedBson);
    return true;
  }
};

describe('the structure of a document', () => {
  it('is accepted with every type', () => expect(() => checkStructure(everything)).not.toThrow());

  it('is refused when cut anywhere', () => {
    for (let end = 0; end < everything.length; end++) expect(broken(everything.subarray(0, end))).toBe(true);
  });

  it('that is accepted can be decoded, whatever byte was changed', () => {
    fc.assert(
      fc.property(fc.nat(everything.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(everything);
        changed[at] = byte;
        if (!broken(changed)) expect(() => decode(changed)).not.toThrow();
      }),
      { numRuns: often(5000) },
    );
  });

  it('is refused when nested without end', () => {
    let deep: object = {};
    for (let i = 0; i < 200; i++) deep = { deep };
    expect(() => checkStructure(Buffer.from(serialize(deep)))).toThrow(/nesting/);
  });
});

describe('a document with its _id first', () => {
  it('is the same otherwise, in the same order', () => {
    const { _id, ...rest } = decode(everything);
    expect(withIdFirst(everything)).toEqual(encode({ _id, ...rest }));
  });

  it('is itself where the _id is first already', () => {
    const bytes = encode({ _id: 1, a: 2 });
    expect(withIdFirst(bytes)).toBe(bytes);
  });

  it('does not take a deeper or longer name for it', () => {
    expect(withIdFirst(encode({ a: { _id: 1 }, _idea: 2 }))).toBeUndefined();
  });
});

describe('decoding only some fields', () => {
  it('gives these and no others', () => {
    const whole = decode(everything);
    fc.assert(
      fc.property(fc.subarray([...Object.keys(whole), 'not there', '']), (names) => {
        const expected = Object.fromEntries(Object.entries(whole).filter(([name]) => names.includes(name)));
        expect(decode(everything, selectionOf(names))).toEqual(expected);
      }),
    );
  });
});
