/** Writers for the crash test: each knows what was acknowledged to it and what was not answered any more. */
import mongoose from 'mongoose';
import type { Row } from '../../helpers/mongo.ts';
import { type Db, MongoBulkWriteError, MongoServerError } from './driver.ts';

const { serialize } = mongoose.mongo.BSON;

type Rows = Map<string, Row | undefined>;

/** What the operation that is under way makes of the documents; `undefined`: removed. */
interface Pending {
  readonly rows: Rows;
  /** Either all of it is there or nothing. */
  readonly whole?: boolean;
  /** What is there of it is a beginning of it. */
  readonly ordered?: boolean;
}

export function random(below: number): number {
  return Math.floor(Math.random() * below);
}

function pick<T>(list: readonly T[]): T {
  return list[random(list.length)] as T;
}

const WORDS = [
  'river',
  'stone',
  'walking',
  'lights',
  'harbour',
  'quickly',
  'silent',
  'orange',
  'über',
  'naïve',
];

function words(count: number): string {
  return Array.from({ length: count }, () => pick(WORDS)).join(' ');
}

/** Lost connection: the server was killed. Everything else that goes wrong is a fault. */
function isEnd(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof MongoBulkWriteError)
    return error.code === undefined && /closed|ECONN|EPIPE/.test(error.message);
  // The driver passes a failed write on as it comes from the socket.
  if ('code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET')) return true;
  return /Network|ServerSelection|Closed|PoolCleared|NotConnected/.test(error.name);
}

export abstract class Writer {
  acknowledged = 0;
  protected rows: Rows = new Map();
  private pending: Pending | undefined;
  protected readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  protected abstract step(db: Db): Promise<void>;
  protected abstract read(db: Db): Promise<Row[]>;

  /** Writes until the server is gone. */
  async run(db: Db): Promise<void> {
    try {
      for (;;) await this.step(db);
    } catch (error) {
      if (!isEnd(error)) throw error;
    }
  }

  protected async attempt(pending: Pending, work: () => Promise<unknown>): Promise<void> {
    this.pending = pending;
    await work();
    this.accept(pending.rows);
    this.pending = undefined;
    this.acknowledged += 1;
  }

  private accept(rows: Rows): void {
    for (const [id, row] of rows) {
      if (row) this.rows.set(id, row);
      else this.rows.delete(id);
    }
  }

  /** What is wrong in the restarted server; what was not acknowledged is taken as it is found. */
  async check(db: Db): Promise<string[]> {
    const found: Rows = new Map((await this.read(db)).map((row) => [String(row._id), row]));
    const pending = this.pending;
    this.pending = undefined;
    const wrong: string[] = [];
    const made: boolean[] = [];
    for (const id of new Set([...this.rows.keys(), ...found.keys(), ...(pending?.rows.keys() ?? [])])) {
      const row = found.get(id);
      const changed = pending?.rows.has(id) === true;
      const isNew = changed && same(row, pending.rows.get(id));
      if (!isNew && !same(row, this.rows.get(id))) {
        wrong.push(
          `${this.name}: ${id} is ${JSON.stringify(row)} and not ${JSON.stringify(this.rows.get(id))}`,
        );
      }
      if (changed && !same(pending.rows.get(id), this.rows.get(id))) made.push(isNew);
    }
    if (pending?.whole && new Set(made).size > 1)
      wrong.push(`${this.name}: half of something whole is there`);
    if (pending?.ordered && made.lastIndexOf(true) > made.indexOf(false) && made.includes(false)) {
      wrong.push(`${this.name}: documents are there without those that were sent before them`);
    }
    this.rows = found;
    return wrong;
  }
}

function same(a: Row | undefined, b: Row | undefined): boolean {
  return a && b ? Buffer.compare(serialize(a), serialize(b)) === 0 : a === b;
}

/** Single documents, in a collection that it shares, with an index of every kind. */
export class SingleWriter extends Writer {
  private last = 0;

  protected read(db: Db): Promise<Row[]> {
    return db.collection<Row>('singles').find({ writer: this.name }).toArray();
  }

  private fresh(): Row {
    this.last += 1;
    const serial = `${this.name}-${this.last}-${random(1e9)}`;
    const long = random(10) === 0 ? { long: 'x'.repeat(2500) + serial } : {};
    const rare = random(3) === 0 ? { rare: random(100) } : {};
    const tags = Array.from({ length: random(5) }, () => random(30));
    return {
      _id: serial,
      writer: this.name,
      serial,
      n: random(1000),
      text: words(6),
      tags,
      ...long,
      ...rare,
    };
  }

  protected async step(db: Db): Promise<void> {
    const singles = db.collection<Row>('singles');
    const ids = [...this.rows.keys()];
    const id = pick(ids);
    const old = id === undefined ? undefined : (this.rows.get(id) as Row);
    if (!old || ids.length < 20 || random(3) === 0) {
      const row = this.fresh();
      await this.attempt({ rows: new Map([[String(row._id), row]]) }, () => singles.insertOne(row));
      return;
    }
    const filter = { _id: old._id as string };
    switch (random(6)) {
      case 0: {
        const after = { ...old, n: random(1000), text: words(random(8)) };
        const { n, text } = after;
        return this.attempt({ rows: new Map([[id, after]]) }, () =>
          singles.updateOne(filter, { $set: { n, text } }),
        );
      }
      case 1: {
        const tag = random(30);
        const after = { ...old, tags: [...(old.tags as number[]), tag] };
        return this.attempt({ rows: new Map([[id, after]]) }, () =>
          singles.findOneAndUpdate({ serial: old.serial }, { $push: { tags: tag } } as never),
        );
      }
      case 2: {
        const after = { ...this.fresh(), _id: old._id as string };
        return this.attempt({ rows: new Map([[id, after]]) }, () => singles.replaceOne(filter, after));
      }
      case 3:
        return this.attempt({ rows: new Map([[id, undefined]]) }, () =>
          singles.findOneAndDelete({ serial: old.serial }),
        );
      case 4:
        return this.attempt({ rows: new Map([[id, undefined]]) }, () => singles.deleteOne(filter));
      default: {
        const twin = { ...this.fresh(), serial: old.serial };
        const refused = singles.insertOne(twin).then(
          () => Promise.reject(new Error(`${old.serial} was let in twice`)),
          (error: unknown) => {
            if (!(error instanceof MongoServerError) || error.code !== 11000) throw error;
          },
        );
        return this.attempt({ rows: new Map() }, () => refused);
      }
    }
  }
}

/** Many documents at once, changed and removed by the hundred; the whole collection is dropped when it has grown. */
export class BulkWriter extends Writer {
  private batches = 0;

  protected read(db: Db): Promise<Row[]> {
    return db.collection<Row>(this.name).find().toArray();
  }

  protected async step(db: Db): Promise<void> {
    const collection = db.collection<Row>(this.name);
    if (this.rows.size > 2000) {
      const gone: Rows = new Map([...this.rows.keys()].map((id) => [id, undefined]));
      return this.attempt({ rows: gone, whole: true }, () => collection.drop());
    }
    const batch = random(20);
    const some = [...this.rows].filter(([, row]) => row?.batch === batch) as [string, Row][];
    if (some.length > 0 && random(3) === 0) {
      const rows: Rows = new Map(some.map(([id, row]) => [id, { ...row, round: (row.round as number) + 1 }]));
      return this.attempt({ rows }, () => collection.updateMany({ batch }, { $inc: { round: 1 } }));
    }
    if (some.length > 0 && random(3) === 0) {
      const rows: Rows = new Map(some.map(([id]) => [id, undefined]));
      return this.attempt({ rows }, () => collection.deleteMany({ batch }));
    }
    this.batches += 1;
    const mark = `${this.batches}-${random(1e9)}`;
    const rows = Array.from(
      { length: 500 },
      (_, i): Row => ({ _id: `${mark}-${i}`, batch, round: 0, text: words(5), i }),
    );
    await this.attempt({ rows: new Map(rows.map((row) => [String(row._id), row])), ordered: true }, () =>
      collection.insertMany(rows),
    );
  }
}

/** Makes and drops indexes of a collection that is there; an index is a document here. */
export class IndexWriter extends Writer {
  protected async read(db: Db): Promise<Row[]> {
    const indexes = await db.collection(this.name).listIndexes().toArray();
    return indexes.filter(({ name }) => name !== '_id_').map(({ name }) => ({ _id: String(name) }));
  }

  protected async step(db: Db): Promise<void> {
    const collection = db.collection(this.name);
    const [name, key] = pick([
      ['tags', { tags: 1, n: -1 }],
      ['unique', { n: 1 }],
      ['text', { text: 'text' }],
    ] as const);
    if (this.rows.has(name)) {
      return this.attempt({ rows: new Map([[name, undefined]]) }, () => collection.dropIndex(name));
    }
    const rows: Rows = new Map([[name, { _id: name }]]);
    await this.attempt({ rows }, () =>
      collection.createIndex(key as never, { name, ...(name === 'unique' && { unique: true }) }),
    );
  }
}

export async function populate(db: Db, indexed: string): Promise<void> {
  await db
    .collection('singles')
    .createIndexes([
      { key: { serial: 1 }, unique: true },
      { key: { writer: 1, n: -1 } },
      { key: { tags: 1 } },
      { key: { text: 'text' } },
      { key: { long: 1 }, sparse: true },
      { key: { n: 1 }, partialFilterExpression: { rare: { $gt: 50 } }, name: 'partial' },
    ]);
  const rows = Array.from({ length: 2000 }, (_, n) => ({ n, text: words(6), tags: [random(9), random(9)] }));
  await db.collection(indexed).insertMany(rows);
}
