/** The same choices in every run. */
export interface Chance {
  /** From 0 to 1. */
  next(): number;
  of<T>(all: readonly [T, ...T[]]): T;
  between(least: number, most: number): number;
  is(share: number): boolean;
}

/** mulberry32: small, and good enough for pictures. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    of: (all) => all[Math.floor(next() * all.length)] ?? all[0],
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    is: (share) => next() < share,
  };
}
