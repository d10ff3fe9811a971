/**
 * The guard over all collections: each holds a kind of data that says how it ends, is erased and exported, or it says
 * why it holds nothing personal. A further one is registered in src/services/privacy/kinds, by somebody who means it.
 */
import { describe, expect, test } from 'vitest';
import type { Kind } from '../../../src/services/privacy/kind.ts';
import { productKinds } from '../../../src/services/privacy/kinds/index.ts';
import { createKinds } from '../../../src/services/privacy/registry.ts';
import { unregistered } from '../../../src/services/privacy/unregistered.ts';
import { database, uniqueName } from '../../helpers/mongo.ts';
import { privacyHouse } from './support/visits.ts';

const mongo = await database();
const { privacy } = await privacyHouse(mongo, { kinds: productKinds });
const collections = Object.values(mongo.connection().models)
  .map(({ collection }) => collection.name)
  .filter((name) => name !== 'visits');
const registered = privacy.kinds.flatMap((kind) => kind.collections);

test.each(collections)('%s is a kind of data, or says why not', (name) => {
  expect([...registered, ...Object.keys(unregistered)]).toContain(name);
});

test('what is registered, or excused, exists, and is not both', () => {
  expect([...registered, ...Object.keys(unregistered)].sort()).toEqual([...collections].sort());
});

test.each(Object.entries(unregistered))('%s is excused with a reason', (_, reason) => {
  expect(reason).toMatch(/^\S.{20,}\.$/);
});

describe.each(privacy.kinds.map((kind) => [kind.name, kind] as const))('%s', (_, kind) => {
  test('says what it is, and why where it does nothing', () => {
    expect(kind.description).toMatch(/^\S.{20,}\.$/);
    for (const part of [kind.retention, kind.erasure, kind.export]) {
      if ('because' in part) expect(part.because).toMatch(/^\S.{20,}\.$/);
    }
  });

  test('does what it says on an empty database, without an error', async () => {
    const { tenant } = await privacyHouse(mongo, { kinds: productKinds });
    const { scope } = await tenant();
    const { retention, erasure, export: exporting } = kind;
    if ('days' in retention) {
      expect(await retention.isDue(scope, new Date(0))).toBe(false);
      expect(await retention.remove(scope, new Date(0), 10)).toBe(0);
    }
    if ('find' in erasure) {
      expect(await erasure.find(scope, '+14155550142', { after: undefined, limit: 10 })).toEqual([]);
    }
    if ('forget' in erasure) expect(await erasure.forget(scope, '+14155550142')).toBe(0);
    if ('records' in exporting) {
      for await (const record of exporting.records(scope, '+14155550142')) expect(record).toBeUndefined();
    }
    for (const place of kind.sealed) {
      expect(Array.isArray(await place.page({ after: undefined, limit: 10 }))).toBe(true);
    }
  });

  test('seals every field whose name says that it is sealed', () => {
    const sealed = kind.sealed.map(({ name }) => name);
    for (const model of Object.values(mongo.connection().models)) {
      if (!kind.collections.includes(model.collection.name)) continue;
      const named = Object.keys(model.schema.paths).filter((path) => /sealed$/i.test(path));
      for (const path of named) expect(sealed).toContain(`${model.collection.name}.${path}`);
    }
  });
});

describe('a start fails', () => {
  const kind: Kind = {
    name: uniqueName('kind'),
    description: '',
    collections: ['things'],
    retention: { because: '' },
    erasure: { because: '' },
    export: { because: '' },
    sealed: [],
  };

  test('where two kinds have one name, or one collection', () => {
    expect(() => createKinds([kind, kind])).toThrow('two kinds of data are called');
    expect(() => createKinds([kind, { ...kind, name: 'other' }])).toThrow(
      'two collections of kinds of data are called things',
    );
  });

  test.each([
    [{ usual: 5, least: 7, most: 365 }],
    [{ usual: 500, least: 7, most: 365 }],
    [{ usual: 0, least: 0, most: 365 }],
  ])('where days make no sense: %j', (days) => {
    const retention = { from: '', days, isDue: async () => false, remove: async () => 0 };
    expect(() => createKinds([{ ...kind, retention }])).toThrow('have to be in order');
  });
});
