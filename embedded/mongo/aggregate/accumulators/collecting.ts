/** States that keep values: the least, the first, all, the best n. */
import type { Doc } from '../../values/bson.ts';
import { compare } from '../../values/compare.ts';
import { nullish } from '../expressions/values.ts';
import { groupKey } from '../group-key.ts';
import { mergeInto } from '../operators/objects.ts';
import type { State } from './numeric.ts';

export class Extreme implements State {
  private readonly sign: 1 | -1;
  private best: unknown;

  constructor(sign: 1 | -1) {
    this.sign = sign;
  }

  add(value: unknown): void {
    if (nullish(value)) return;
    const { best, sign } = this;
    if (typeof value === 'number' && typeof best === 'number' && !Number.isNaN(best + value)) {
      if (sign > 0 ? value > best : value < best) this.best = value;
    } else if (best === undefined || compare(value, best) * sign > 0) this.best = value;
  }

  result(): unknown {
    return this.best ?? null;
  }
}

export class First implements State {
  private value: unknown;
  private empty = true;

  add(value: unknown): void {
    if (this.empty) this.value = value;
    this.empty = false;
  }

  result(): unknown {
    return this.value ?? null;
  }
}

export class Last implements State {
  private value: unknown;

  add(value: unknown): void {
    this.value = value;
  }

  result(): unknown {
    return this.value ?? null;
  }
}

export class Push implements State {
  private readonly values: unknown[] = [];

  add(value: unknown): void {
    if (value !== undefined) this.values.push(value);
  }

  result(): unknown {
    return [...this.values];
  }
}

/** Arrays joined, or the set of their elements. */
export class Concat implements State {
  private readonly values: unknown[] = [];
  private readonly keys: Set<string | number> | undefined;

  constructor(unique: boolean) {
    this.keys = unique ? new Set() : undefined;
  }

  add(value: unknown): void {
    if (!Array.isArray(value)) return;
    for (const element of value as unknown[]) {
      const key = this.keys && groupKey(element);
      if (key !== undefined && this.keys?.has(key)) continue;
      if (key !== undefined) this.keys?.add(key);
      this.values.push(element);
    }
  }

  result(): unknown {
    return [...this.values];
  }
}

export class AddToSet implements State {
  private readonly values = new Map<string | number, unknown>();

  add(value: unknown): void {
    if (value === undefined) return;
    const key = groupKey(value);
    if (!this.values.has(key)) this.values.set(key, value);
  }

  result(): unknown {
    return [...this.values.values()];
  }
}

export class Merge implements State {
  private readonly merged: Doc = {};

  add(value: unknown): void {
    mergeInto(this.merged, value);
  }

  result(): unknown {
    return { ...this.merged };
  }
}

/** The first n, or the last n, in the order in which they come. */
export class Ends implements State {
  private readonly n: number;
  private readonly last: boolean;
  private values: unknown[] = [];

  constructor(n: number, last: boolean) {
    this.n = n;
    this.last = last;
  }

  add(value: unknown): void {
    if (!this.last && this.values.length >= this.n) return;
    this.values.push(value ?? null);
    if (this.last && this.values.length > this.n * 2 + 100) this.values = this.values.slice(-this.n);
  }

  result(): unknown {
    return this.last ? this.values.slice(-this.n) : [...this.values];
  }
}

/** The n that come first by an order; equal ones keep the order in which they come. */
export class Best implements State {
  private readonly n: number;
  private readonly order: (a: unknown, b: unknown) => number;
  private readonly finish: (values: unknown[]) => unknown;
  private readonly accept: (value: unknown) => boolean;
  private values: unknown[] = [];

  constructor(
    n: number,
    order: (a: unknown, b: unknown) => number,
    finish: (values: unknown[]) => unknown,
    accept: (value: unknown) => boolean = () => true,
  ) {
    this.n = n;
    this.order = order;
    this.finish = finish;
    this.accept = accept;
  }

  add(value: unknown): void {
    if (!this.accept(value)) return;
    this.values.push(value);
    if (this.values.length > this.n * 2 + 100) this.cut();
  }

  private cut(): void {
    this.values.sort(this.order);
    if (this.values.length > this.n) this.values.length = this.n;
  }

  result(): unknown {
    this.cut();
    return this.finish([...this.values]);
  }
}
