import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Unavailable } from '../../src/core/errors.ts';
import { createRemembered } from '../../src/core/remembered.ts';
import type { Listener } from '../../src/services/revocations/revocations.ts';
import { testClock } from '../helpers/clock.ts';

interface Answer {
  readonly id: string;
  give(value: string | undefined): Promise<void>;
}

function house({ most = 100 } = {}) {
  const clock = testClock();
  const listeners: Listener[] = [];
  const asked: Answer[] = [];
  const state = { current: true };
  const remembered = createRemembered<string>({
    kind: 'key',
    clock,
    most,
    revocations: {
      isCurrent: () => state.current,
      subscribe(listener) {
        listeners.push(listener);
        return () => false;
      },
    },
    load: (id) =>
      new Promise((resolve) => {
        asked.push({
          id,
          async give(value) {
            resolve(value);
            await turn();
          },
        });
      }),
  });
  // What a test left unanswered.
  onTestFinished(async () => {
    state.current = true;
    for (const answer of asked) await answer.give(undefined);
  });
  return {
    clock,
    state,
    asked,
    remembered,
    announce: (...subjects: Parameters<Listener>[0][]) => {
      for (const subject of subjects) for (const listener of listeners) listener(subject);
    },
    async learn(id: string, value: string) {
      const got = remembered.get(id);
      await asked.at(-1)?.give(value);
      expect(await got).toBe(value);
    },
  };
}

describe('what is remembered', () => {
  test('is given out without asking, and without a promise', async () => {
    const { remembered, learn, asked } = house();
    await learn('a', 'one');
    expect(remembered.get('a')).toBe('one');
    expect(asked).toHaveLength(1);
  });

  test('is asked for once by many at the same time', async () => {
    const { remembered, asked } = house();
    const many = Array.from({ length: 10 }, () => remembered.get('a'));
    await asked[0]?.give('one');
    expect(await Promise.all(many)).toEqual(Array(10).fill('one'));
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['an announcement about it', [{ kind: 'key', id: 'a' }] as const],
    ['lost announcements', ['everything'] as const],
  ])('is asked for anew after %s', async (_name, subjects) => {
    const { remembered, learn, asked, announce } = house();
    await learn('a', 'one');
    announce(...subjects);
    const got = remembered.get('a');
    await asked[1]?.give('two');
    expect(await got).toBe('two');
  });

  test('is not touched by what is announced about others', async () => {
    const { remembered, learn, announce } = house();
    await learn('a', 'one');
    announce({ kind: 'key', id: 'b' }, { kind: 'user', id: 'a' });
    expect(remembered.get('a')).toBe('one');
  });

  // Who announces may be killed between the change and its announcement.
  test('is asked for anew after a while, though nobody announced anything', async () => {
    const { remembered, learn, clock } = house();
    await learn('a', 'one');
    clock.advance(29_999);
    expect(remembered.get('a')).toBe('one');
    clock.advance(1);
    expect(remembered.get('a')).toBeInstanceOf(Promise);
  });

  test('is not believed while announcements cannot be read', async () => {
    const { remembered, learn, state, asked } = house();
    await learn('a', 'one');
    state.current = false;
    const got = remembered.get('a');
    await asked[1]?.give('two');
    expect(await got).toBe('two');
    state.current = true;
    expect(remembered.get('a')).toBe('two');
  });

  test('makes room for others, the oldest first', async () => {
    const { remembered, learn } = house({ most: 2 });
    for (const id of ['a', 'b', 'c']) await learn(id, id);
    expect(remembered.get('c')).toBe('c');
    expect(remembered.get('b')).toBe('b');
    expect(remembered.get('a')).toBeInstanceOf(Promise);
  });
});

describe('what was read before a change', () => {
  test.each([[{ kind: 'key', id: 'a' }] as const, ['everything'] as const])(
    'and arrives after its announcement (%s) is neither given out nor remembered',
    async (subject) => {
      const { remembered, asked, announce } = house();
      const got = remembered.get('a');
      announce(subject);
      await asked[0]?.give('old');
      await asked[1]?.give('new');
      expect(await got).toBe('new');
      expect(remembered.get('a')).toBe('new');
    },
  );

  test('and arrives late is asked for again where announcements cannot be read', async () => {
    const { remembered, asked, clock, state } = house();
    state.current = false;
    const got = remembered.get('a');
    clock.advance(950);
    await asked[0]?.give('old');
    await asked[1]?.give('new');
    expect(await got).toBe('new');
  });

  test('is given out, however late, where nothing was announced and announcements are read', async () => {
    const { remembered, asked, clock } = house();
    const got = remembered.get('a');
    clock.advance(2_000);
    await asked[0]?.give('one');
    expect(await got).toBe('one');
  });
});

describe('a database', () => {
  test('that is always late makes nobody wait for ever', async () => {
    const { remembered, asked, clock, state } = house();
    state.current = false;
    const refused = expect(remembered.get('a')).rejects.toThrow(Unavailable);
    for (let n = 0; n < 5; n++) {
      clock.advance(1_000);
      await asked[n]?.give('late');
    }
    await refused;
  });

  test('that fails is asked again by the next', async () => {
    let times = 0;
    const remembered = createRemembered<string>({
      kind: 'key',
      revocations: { isCurrent: () => true, subscribe: () => () => false },
      load: async () => {
        times += 1;
        if (times === 1) throw new Error('down');
        return 'up';
      },
    });
    await expect(remembered.get('a')).rejects.toThrow('down');
    expect(await remembered.get('a')).toBe('up');
  });
});

describe('that there is none', () => {
  test('is remembered for a moment', async () => {
    const { remembered, asked, clock } = house();
    const got = remembered.get('a');
    await asked[0]?.give(undefined);
    expect(await got).toBeUndefined();
    expect(remembered.get('a')).toBeUndefined();
    clock.advance(5_000);
    expect(remembered.get('a')).toBeInstanceOf(Promise);
    expect(asked).toHaveLength(2);
  });

  test('is no longer true after an announcement', async () => {
    const { remembered, asked, announce } = house();
    const got = remembered.get('a');
    await asked[0]?.give(undefined);
    await got;
    announce({ kind: 'key', id: 'a' });
    expect(remembered.get('a')).toBeInstanceOf(Promise);
  });

  test('makes room for others, and takes none from what there is', async () => {
    const { remembered, asked, learn } = house({ most: 3 });
    await learn('a', 'one');
    for (let n = 0; n < 1_001; n++) {
      const got = remembered.get(`none ${n}`);
      await asked.at(-1)?.give(undefined);
      await got;
    }
    expect(remembered.get('a')).toBe('one');
    expect(remembered.get('none 1000')).toBeUndefined();
    expect(remembered.get('none 0')).toBeInstanceOf(Promise);
  });
});
