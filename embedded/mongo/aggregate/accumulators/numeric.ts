/** Sums, averages and deviations: one number at a time, whatever is no number is passed over. */
import { type Decimal128, Long } from 'bson';
import { addDecimals, type Decimal, divideDecimals, exactly, writeDecimal } from '../../values/decimal.ts';
import { isInt32 } from '../../values/doubles.ts';
import { numberType, toDecimal, toNumber } from '../../values/numbers.ts';
import { double } from '../expressions/values.ts';
import { whole } from '../operators/arithmetic.ts';

export interface State {
  add: (value: unknown) => void;
  result: () => unknown;
}

const ranks = { int: 0, long: 1, double: 2, decimal: 3 } as const;

/**
 * The sum of everything but decimals is kept in two doubles, the second taking what the first rounds off: exact
 * for int64 and independent of the order for most doubles, as in MongoDB.
 */
class Total {
  /** The widest type seen. */
  rank = 0;
  count = 0;
  private sum = 0;
  private rest = 0;
  private special = 0;
  private decimals: Decimal | undefined;

  add(value: unknown): void {
    if (typeof value === 'number') {
      if (this.rank < 2 && !isInt32(value)) this.rank = 2;
      this.count++;
      this.plus(value);
    } else this.addOther(value);
  }

  private plus(n: number): void {
    const sum = this.sum + n;
    const part = sum - this.sum;
    this.rest += this.sum - (sum - part) + (n - part);
    this.sum = sum;
    this.special += n;
  }

  private addOther(value: unknown): void {
    const type = numberType(value);
    if (type === undefined) return;
    this.count++;
    this.rank = Math.max(this.rank, ranks[type]);
    if (type === 'decimal') {
      const decimal = toDecimal(value as Decimal128);
      this.decimals = this.decimals ? addDecimals(this.decimals, decimal) : decimal;
    } else if (type === 'long') {
      const long = Long.isLong(value) ? value : Long.fromBigInt(value as bigint);
      this.plus(long.high * 2 ** 32);
      this.plus(long.low >>> 0);
    } else this.plus(toNumber(value));
  }

  private number(): number {
    const sum = this.sum + this.rest;
    return Number.isNaN(sum) ? this.special : sum;
  }

  private decimal(): Decimal {
    const number = Number.isNaN(this.sum + this.rest)
      ? exactly(this.special)
      : addDecimals(exactly(this.sum), exactly(this.rest));
    return this.decimals ? addDecimals(this.decimals, number) : number;
  }

  total(): unknown {
    if (this.rank === 3) return writeDecimal(this.decimal());
    if (this.rank === 2) return double(this.number());
    return whole(BigInt(this.sum) + BigInt(this.rest), this.rank === 0);
  }

  average(): unknown {
    if (this.count === 0) return null;
    if (this.rank < 3) return double(this.number() / this.count);
    return writeDecimal(divideDecimals(this.decimal(), toDecimal(this.count)));
  }
}

export class Sum extends Total implements State {
  result(): unknown {
    return this.total();
  }
}

export class Average extends Total implements State {
  result(): unknown {
    return this.average();
  }
}

export class Deviation implements State {
  private readonly sample: boolean;
  private count = 0;
  private mean = 0;
  private squares = 0;

  constructor(sample: boolean) {
    this.sample = sample;
  }

  add(value: unknown): void {
    if (numberType(value) === undefined) return;
    const n = toNumber(value);
    this.count++;
    const delta = n - this.mean;
    if (delta !== 0) {
      this.mean += delta / this.count;
      this.squares += delta * (n - this.mean);
    }
  }

  result(): unknown {
    const divisor = this.sample ? this.count - 1 : this.count;
    return divisor <= 0 ? null : double(Math.sqrt(this.squares / divisor));
  }
}

/** Of pairs [x, y]. */
export class Covariance implements State {
  private readonly sample: boolean;
  private count = 0;
  private meanX = 0;
  private meanY = 0;
  private products = 0;

  constructor(sample: boolean) {
    this.sample = sample;
  }

  add(value: unknown): void {
    if (!Array.isArray(value) || value.length !== 2 || value.some((n) => numberType(n) === undefined)) return;
    const [x, y] = (value as unknown[]).map(toNumber) as [number, number];
    this.count++;
    const dx = x - this.meanX;
    this.meanX += dx / this.count;
    this.meanY += (y - this.meanY) / this.count;
    this.products += dx * (y - this.meanY);
  }

  result(): unknown {
    const divisor = this.sample ? this.count - 1 : this.count;
    return divisor <= 0 ? null : double(this.products / divisor);
  }
}

/** The element at a rank, no interpolation: MongoDB's answer while its digest still holds every value. */
export class Percentile implements State {
  private readonly shares: readonly number[];
  private readonly alone: boolean;
  private readonly numbers: number[] = [];

  constructor(shares: readonly number[], alone: boolean) {
    this.shares = shares;
    this.alone = alone;
  }

  add(value: unknown): void {
    const n = numberType(value) === undefined ? Number.NaN : toNumber(value);
    if (!Number.isNaN(n)) this.numbers.push(n);
  }

  result(): unknown {
    const sorted = Float64Array.from(this.numbers).sort();
    const at = (share: number): unknown => {
      if (sorted.length === 0) return null;
      const rank = share >= 1 ? sorted.length : Math.ceil(sorted.length * share);
      return double(sorted[Math.max(0, rank - 1)] as number);
    };
    return this.alone ? at(this.shares[0] as number) : this.shares.map(at);
  }
}
