/** Chance that repeats: the same seed brings the same numbers, whatever happens beside it. */
import { createHash } from 'node:crypto';

export interface RandomStream {
  /** From 0 to below 1. */
  next(): number;
  /** Both ends belong to it. */
  integer(min: number, max: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  hex(length: number): string;
  uuid(): string;
}

export interface SandboxRandom {
  readonly seed: string;
  /** A stream of its own, that nobody else's draws can shift. */
  stream(...names: readonly (string | number)[]): RandomStream;
  /** From 0 to below 1, by names alone: for draws whose order nobody knows beforehand. */
  at(...names: readonly (string | number)[]): number;
}

export function createRandom(seed: string): SandboxRandom {
  const digest = (names: readonly (string | number)[]) =>
    createHash('sha256')
      .update(JSON.stringify([seed, ...names]))
      .digest();
  return {
    seed,
    stream: (...names) => createStream(digest(names).readUInt32LE(0)),
    at: (...names) => digest(names).readUIntBE(0, 6) / 2 ** 48,
  };
}

/** Mulberry32: small, even enough for who answers a phone, and the same on every machine. */
function createStream(start: number): RandomStream {
  let state = start;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const hex = (length: number) => Array.from({ length }, () => integer(0, 15).toString(16)).join('');
  return {
    next,
    integer,
    pick: (list) => list[integer(0, list.length - 1)] ?? list[0],
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[integer(0, 3)]}${hex(3)}-${hex(12)}`,
  };
}
