import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Key } from '../../../src/core/config/kinds.ts';
import { createSealer, OpenError, type SealContext } from '../../../src/core/crypto/index.ts';
import { randomKey } from '../../helpers/keys.ts';

const k1 = randomKey('k1');
const k2 = randomKey('k2');
const sealer = createSealer([k1]);
const context = { tenantId: 'ten_a', field: 'connection.credentials', connectionId: 'conn_1' };

/** Everything Unicode has, without halves of characters: those do not survive any UTF-8. */
const anyText = fc.string({ unit: 'binary' });
const anyBytes = fc.uint8Array().map((bytes) => Buffer.from(bytes));
const anyContext = fc
  .record({ tenantId: fc.string(), field: fc.string() })
  .chain((known) =>
    fc.dictionary(fc.string(), fc.string()).map((more): SealContext => ({ ...more, ...known })),
  );

function reasonOf(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    if (error instanceof OpenError) return error.reason;
    throw error;
  }
  return 'opened';
}

describe('what was sealed', () => {
  it('opens with the same context, as text and as bytes', () => {
    fc.assert(
      fc.property(anyText, anyBytes, anyContext, (text, bytes, where) => {
        expect(sealer.open(sealer.seal(text, where), where)).toBe(text);
        expect(sealer.open(sealer.seal(bytes, where), where)).toEqual(bytes);
      }),
    );
  });

  it('has one layout: a text envelope is the bytes of one in base64url', () => {
    const text = sealer.seal('secret', context);
    expect(sealer.open(Buffer.from(text, 'base64url'), context)).toEqual(Buffer.from('secret'));
    expect(sealer.open(sealer.seal(Buffer.from('secret'), context).toString('base64url'), context)).toBe(
      'secret',
    );
  });

  it('never looks the same twice, and shows nothing of the content but its length', () => {
    const secret = 'a text that would be seen'.repeat(4);
    const [one, other] = [
      sealer.seal(Buffer.from(secret), context),
      sealer.seal(Buffer.from(secret), context),
    ];
    expect(one.equals(other)).toBe(false);
    expect(one.includes('would be seen')).toBe(false);
    expect(one.length - secret.length).toBe(2 + 'k1'.length + 12 + 16);
  });

  it('does not care in which order the context is written', () => {
    const { connectionId, field, tenantId } = context;
    const envelope = sealer.seal('secret', { connectionId, field, tenantId });
    expect(sealer.open(envelope, { tenantId, field, connectionId })).toBe('secret');
  });

  it('opens for ever: this one was sealed when the layout was new', () => {
    const key = { id: 'old-1', bytes: Buffer.alloc(32, 7) };
    const envelope = 'AQVvbGQtMWWZYdPo45dE9j_B_yFF85JRxORTG7My_Hxsd8NLrpFWcOJLD9edqIJpLMXn';
    expect(createSealer([k2, key]).open(envelope, context)).toBe('as it was stored');
  });
});

describe('it does not open', () => {
  it('with any other context', () => {
    fc.assert(
      fc.property(anyContext, anyContext, (one, other) => {
        fc.pre(JSON.stringify(Object.entries(one).sort()) !== JSON.stringify(Object.entries(other).sort()));
        expect(reasonOf(() => sealer.open(sealer.seal('secret', one), other))).toBe('cannot be opened');
      }),
    );
    const moved = sealer.seal('secret', { tenantId: 'ten_a', field: 'x', a: 'bc' });
    expect(reasonOf(() => sealer.open(moved, { tenantId: 'ten_a', field: 'x', ab: 'c' }))).toBe(
      'cannot be opened',
    );
  });

  it('with any bit of it changed, or any byte missing or added', () => {
    const bytes = sealer.seal(Buffer.from('secret'), context);
    for (const [at, byte] of bytes.entries()) {
      for (let bit = 0; bit < 8; bit++) {
        const damaged = Buffer.from(bytes);
        damaged[at] = byte ^ (1 << bit);
        expect(reasonOf(() => sealer.open(damaged, context))).not.toBe('opened');
      }
      expect(reasonOf(() => sealer.open(bytes.subarray(0, at), context))).not.toBe('opened');
    }
    expect(reasonOf(() => sealer.open(Buffer.concat([bytes, Buffer.from([0])]), context))).toBe(
      'cannot be opened',
    );
  });

  it('with any character of its text changed, even by one that base64 reads over', () => {
    const text = sealer.seal('secret', context);
    for (let at = 0; at < text.length; at++) {
      for (const other of ['A', 'B', 'w', '-', '+', '/', '=', ' ', '\n', 'é', '']) {
        const damaged = text.slice(0, at) + other + text.slice(at + 1);
        if (damaged !== text) expect(reasonOf(() => sealer.open(damaged, context))).not.toBe('opened');
      }
      expect(reasonOf(() => sealer.open(`${text.slice(0, at)} ${text.slice(at)}`, context))).not.toBe(
        'opened',
      );
    }
  });

  it('with other bytes under the id of its key', () => {
    const other = createSealer([randomKey('k1')]);
    expect(reasonOf(() => other.open(sealer.seal('secret', context), context))).toBe('cannot be opened');
  });

  it('without its key, and says which one it is', () => {
    const envelope = sealer.seal('secret', context);
    const other = createSealer([k2]);
    expect(reasonOf(() => other.open(envelope, context))).toBe('key unknown');
    expect(() => other.open(envelope, context)).toThrow('"k1"');
  });

  it('when it never was an envelope', () => {
    for (const text of ['', 'secret', '{"a":1}', 'AQ', 'AgJrMQ']) {
      expect(reasonOf(() => sealer.open(text, context))).toBe('cannot be opened');
      expect(reasonOf(() => sealer.keyIdOf(text))).toBe('cannot be opened');
    }
  });

  it('and tells no secret about it', () => {
    const envelope = createSealer([k2]).seal('the secret', context);
    const secrets = [k1, k2].flatMap(({ bytes }) => [bytes.toString('base64'), bytes.toString('hex')]);
    for (const ring of [[k1], [randomKey('k2')]] as [Key][]) {
      const error = (() => {
        try {
          return createSealer(ring).open(envelope, context);
        } catch (error) {
          return error;
        }
      })();
      const told = JSON.stringify(error, Object.getOwnPropertyNames(error));
      for (const secret of ['the secret', envelope, ...secrets]) expect(told).not.toContain(secret);
    }
  });
});

describe('rotation', () => {
  const rotated = createSealer([k2, k1]);

  it('opens what an older key sealed, and seals with the current one', () => {
    expect(rotated.open(sealer.seal('secret', context), context)).toBe('secret');
    expect(rotated.keyIdOf(rotated.seal('secret', context))).toBe('k2');
    expect(rotated.keyIdOf(sealer.seal(Buffer.from('secret'), context))).toBe('k1');
  });

  it('brings an envelope under the current key, text as text and bytes as bytes', () => {
    const text = rotated.reseal(sealer.seal('secret', context), context);
    const bytes = rotated.reseal(sealer.seal(Buffer.from('secret'), context), context);
    const newest = createSealer([k2]);
    expect(newest.open(text, context)).toBe('secret');
    expect(newest.open(bytes, context)).toEqual(Buffer.from('secret'));
  });

  it('leaves what is under the current key as it is', () => {
    const envelope = rotated.seal('secret', context);
    expect(rotated.reseal(envelope, context)).toBe(envelope);
  });

  it('reseals nothing out of its place', () => {
    const envelope = sealer.seal('secret', context);
    const elsewhere = { ...context, tenantId: 'ten_b' };
    expect(reasonOf(() => rotated.reseal(envelope, elsewhere))).toBe('cannot be opened');
  });
});
