/** What a sort remembers of the documents: the bytes that they sort by, one after the other, and their records. */
import { MongoError } from '../errors.ts';

/** As in MongoDB. */
const MAX_BYTES = 100 * 1024 * 1024;
/** What a row takes beside its key. */
const ROW_BYTES = 24;
/** So many more rows than are wanted may come together before the last of them are forgotten. */
const SPARE = 1000;

export class Rows {
  /** Only the first so many in the order are asked for. */
  private readonly wanted: number;
  private keys = Buffer.allocUnsafeSlow(4096);
  private used = 0;
  private readonly ends: number[] = [];
  private readonly records: number[] = [];
  /** What sorts behind this key is not among the first any more. */
  private last: Buffer | undefined;

  constructor(wanted: number) {
    this.wanted = wanted;
  }

  add(key: Buffer, record: number): void {
    if (this.last && key.compare(this.last) > 0) return;
    this.append(key, record);
    if (this.records.length > 2 * this.wanted + SPARE) this.forgetRest();
    else if (this.used + this.records.length * ROW_BYTES > MAX_BYTES) throw tooMuch();
  }

  /** The records in the order of their keys, equal ones in the order of the records. All else is forgotten. */
  sorted(): Float64Array {
    const sorted = Float64Array.from(this.order(), (row) => this.records[row] as number);
    this.clear();
    this.keys = Buffer.alloc(0);
    return sorted;
  }

  private order(): Uint32Array {
    const { keys, ends, records } = this;
    const start = (row: number) => (row === 0 ? 0 : (ends[row - 1] as number));
    const order = Uint32Array.from(records, (_, row) => row).sort(
      (a, b) =>
        keys.compare(keys, start(b), ends[b], start(a), ends[a]) ||
        (records[a] as number) - (records[b] as number),
    );
    return order.subarray(0, Math.min(this.wanted, order.length));
  }

  private forgetRest(): void {
    const kept = Array.from(this.order(), (row) => {
      const key = this.keys.subarray(this.ends[row - 1] ?? 0, this.ends[row]);
      return { key: Buffer.from(key), record: this.records[row] as number };
    });
    this.clear();
    for (const { key, record } of kept) this.append(key, record);
    this.last = kept.at(-1)?.key;
  }

  private clear(): void {
    this.used = 0;
    this.ends.length = 0;
    this.records.length = 0;
  }

  private append(key: Buffer, record: number): void {
    const end = this.used + key.length;
    if (end > this.keys.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * this.keys.length));
      this.keys.copy(larger, 0, 0, this.used);
      this.keys = larger;
    }
    this.keys.set(key, this.used);
    this.used = end;
    this.ends.push(end);
    this.records.push(record);
  }
}

function tooMuch(): MongoError {
  return new MongoError(
    292,
    `Sort exceeded memory limit of ${MAX_BYTES} bytes, and this server does not sort on disk. An index on what is sorted by, or a smaller limit, makes it possible.`,
  );
}
