/** Nothing that mongoose can do is within reach of whoever holds a repository, but what is named here, with a scope. */
import mongoose from 'mongoose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Scope, ScopeError } from '../../../src/core/tenancy.ts';
import { DuplicateKey } from '../../../src/models/scoped.ts';
import { database } from '../../helpers/mongo.ts';
import { everyTenant, note, sample, scopeA, tenantA, tenantB } from './sample.ts';

const mongo = await database();
const connection = mongoose.createConnection(mongo.uri, { dbName: mongo.name, monitorCommands: true });
await connection.asPromise();
const { notes } = await sample(connection);
const model = connection.model('Note');

const commands: mongoose.mongo.CommandStartedEvent[] = [];
connection.getClient().on('commandStarted', (event) => commands.push(event));
beforeEach(() => commands.splice(0));
afterAll(() => connection.close());

const set = { $set: { text: 'x' } };

/** Every method there is, each called as it is meant to be. */
const calls: Record<keyof typeof notes, (scope: Scope) => unknown> = {
  find: (scope) => notes.find(scope, {}),
  findOne: (scope) => notes.findOne(scope, {}),
  findById: (scope) => notes.findById(scope, 'x'),
  cursor: async (scope) => {
    const all: unknown[] = [];
    for await (const found of notes.cursor(scope, {})) all.push(found);
    return all;
  },
  count: (scope) => notes.count(scope, {}),
  exists: (scope) => notes.exists(scope, {}),
  distinct: (scope) => notes.distinct(scope, 'key', {}),
  aggregate: (scope) => notes.aggregate(scope, [{ $group: { _id: '$key' } }]),
  insertOne: (scope) => notes.insertOne(scope, note('one')),
  insertMany: (scope) => notes.insertMany(scope, [note('many')]),
  updateOne: (scope) => notes.updateOne(scope, {}, set),
  updateMany: (scope) => notes.updateMany(scope, {}, set),
  findOneAndUpdate: (scope) => notes.findOneAndUpdate(scope, {}, set),
  deleteOne: (scope) => notes.deleteOne(scope, { key: 'x' }),
  deleteMany: (scope) => notes.deleteMany(scope, { key: 'x' }),
  bulkWrite: (scope) =>
    notes.bulkWrite(scope, [
      { insertOne: { document: note('bulk') } },
      { updateOne: { filter: {}, update: set } },
      { deleteOne: { filter: { key: 'x' } } },
    ]),
};
const methods = Object.entries(calls);

/** The names of everything that an object can do, its ancestors' included. */
function namesOf(object: object): string[] {
  const names: string[] = [];
  for (
    let at: object | null = object;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    names.push(...Object.getOwnPropertyNames(at));
  }
  return names;
}

const offered = new Set(
  [
    model,
    mongoose.Model,
    mongoose.Query.prototype,
    mongoose.Aggregate.prototype,
    mongoose.Document.prototype,
    model.collection,
    mongoose.mongo.Collection.prototype,
    connection,
    connection.getClient(),
  ].flatMap(namesOf),
);

describe('a repository', () => {
  it('has the methods that are named, and takes no others', () => {
    expect(Object.getPrototypeOf(notes)).toBe(Object.prototype);
    expect(Reflect.ownKeys(notes).sort()).toEqual(Object.keys(calls).sort());
    expect(Object.isFrozen(notes)).toBe(true);
  });

  it('has nothing else of what mongoose and the driver offer', () => {
    // What would be lost first if the names were not found at all.
    for (const name of [
      'find',
      'populate',
      '$where',
      'watch',
      'hydrate',
      'collection',
      'db',
      'dropIndexes',
    ]) {
      expect(offered).toContain(name);
    }
    const own = new Set([...Object.keys(calls), ...Object.getOwnPropertyNames(Object.prototype)]);
    const within = [...offered].filter((name) => name in notes && !own.has(name));
    expect(within).toEqual([]);
  });

  it.each(methods)('has %s, which asks the database nothing without a scope', async (name, call) => {
    const forged: unknown[] = [
      undefined,
      null,
      {},
      tenantA,
      { tenantId: tenantA },
      { ...scopeA },
      Object.create(scopeA),
    ];
    for (const scope of forged) {
      await expect(Promise.resolve(call(scope as Scope)), `${name} with ${scope}`).rejects.toThrow(
        ScopeError,
      );
    }
    const first = notes[name as keyof typeof notes] as (...args: unknown[]) => unknown;
    const answer = first();
    const asked = name === 'cursor' ? (answer as AsyncGenerator).next() : answer;
    await expect(asked).rejects.toThrow(ScopeError);
    expect(commands).toEqual([]);
  });

  it('needs a scope even where there is nothing to do', async () => {
    const none = undefined as unknown as Scope;
    await expect(notes.insertMany(none, [])).rejects.toThrow(ScopeError);
    await expect(notes.bulkWrite(none, [])).rejects.toThrow(ScopeError);
  });

  it.each(methods)('has %s, which says in every command whose data it is about', async (_, call) => {
    await call(scopeA);
    expect(commands.length).toBeGreaterThan(0);
    for (const { commandName, command } of commands) {
      for (const about of subjectsOf(commandName, command)) {
        expect(about).toMatchObject({ tenantId: tenantA });
        expect(JSON.stringify(about)).not.toContain(tenantB);
      }
    }
  });
});

/** The documents and filters of a command. */
function subjectsOf(name: string, command: mongoose.mongo.BSON.Document): unknown[] {
  switch (name) {
    case 'find':
      return [command.filter];
    case 'distinct':
    case 'findAndModify':
      return [command.query];
    case 'aggregate':
      return [command.pipeline[0].$match];
    case 'insert':
      return command.documents;
    case 'update':
      return command.updates.map((update: { q: unknown }) => update.q);
    case 'delete':
      return command.deletes.map((deletion: { q: unknown }) => deletion.q);
    case 'getMore':
    case 'killCursors':
      return [];
    default:
      throw new Error(`nobody expected ${name}`);
  }
}

describe('what a repository hands out', () => {
  const waysToData = [
    mongoose.Query,
    mongoose.Aggregate,
    mongoose.Document,
    mongoose.Connection,
    mongoose.Collection,
    mongoose.Schema,
    mongoose.mongo.MongoClient,
    mongoose.mongo.Db,
    mongoose.mongo.Collection,
    mongoose.mongo.AbstractCursor,
  ];

  /** Everything that can be reached from a value: its properties, their getters, what it inherits, and so on. */
  function reachableFrom(value: unknown, seen = new Set<object>()): Set<object> {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value))
      return seen;
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const { get, value: held } = Object.getOwnPropertyDescriptor(value, key) ?? {};
      reachableFrom(get, seen);
      reachableFrom(held, seen);
    }
    return reachableFrom(Object.getPrototypeOf(value), seen);
  }

  function expectNoWayToDataFrom(value: unknown): void {
    const ways = [...reachableFrom(value)].filter(
      (object) =>
        object === model || object === mongoose.Model || waysToData.some((way) => object instanceof way),
    );
    expect(ways).toEqual([]);
  }

  it('would be noticed here', () => {
    expect(() =>
      expectNoWayToDataFrom({
        deep: [
          {
            get it() {
              return 1;
            },
            model,
          },
        ],
      }),
    ).toThrow();
    expect(() => expectNoWayToDataFrom(Object.create(model.find()))).toThrow();
  });

  it('leads nowhere, be it the repository itself or what its methods answer', async () => {
    expectNoWayToDataFrom(notes);
    for (const [, call] of methods) {
      const answer = call(everyTenant);
      expectNoWayToDataFrom(answer);
      expectNoWayToDataFrom(await Promise.resolve(answer).catch((error: unknown) => error));
    }
    const walk = notes.cursor(scopeA, {});
    expectNoWayToDataFrom(walk);
    for await (const found of walk) expectNoWayToDataFrom(found);
  });

  it('leads nowhere when it is an error', async () => {
    const { key, ...bad } = note('x');
    const failures = [
      notes
        .insertOne(scopeA, { ...note(key), _id: 'same' })
        .then(() => notes.insertOne(scopeA, { ...note('y'), _id: 'same' })),
      notes.insertOne(scopeA, bad as ReturnType<typeof note>),
      notes.find(scopeA, { rev: 'x' as unknown as number }),
      notes.find(scopeA, { 'strange.field': 1 }),
      notes.updateOne(scopeA, {}, { $set: { rev: 'x' as unknown as number } }),
      notes.bulkWrite(scopeA, [{ updateOne: { filter: {}, update: { $set: { 'strange.field': 1 } } } }]),
      notes.aggregate(scopeA, [{ $project: { x: { $nonsense: 1 } } }]),
    ];
    const errors = await Promise.all(
      failures.map((failure) =>
        failure.then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    expect(errors[0]).toBeInstanceOf(DuplicateKey);
    for (const error of errors) {
      expect(error).toBeInstanceOf(Error);
      expectNoWayToDataFrom(error);
    }
  });
});
