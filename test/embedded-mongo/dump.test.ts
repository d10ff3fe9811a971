import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import mongoose from 'mongoose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fromExtended, toExtended } from '../../embedded/mongo/dump/extended.ts';
import { dump, load } from '../../embedded/mongo/dump.ts';
import { encode } from '../../embedded/mongo/values/bson.ts';
import { startEngine, uniqueName } from '../helpers/mongo.ts';
import { type Client, MongoClient } from './support/driver.ts';
import { runMain, temporaryFolder } from './support/server-process.ts';

const { EJSON } = mongoose.mongo.BSON;

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

/** One field `v` of each type, as bytes, and its form in the specification of Extended JSON. */
const forms: [string, string, string][] = [
  ['double', '01 7600 000000000000f83f', '{"$numberDouble":"1.5"}'],
  ['double that is integral', '01 7600 0000000000001440', '{"$numberDouble":"5.0"}'],
  ['double minus zero', '01 7600 0000000000000080', '{"$numberDouble":"-0.0"}'],
  ['double infinity', '01 7600 000000000000f07f', '{"$numberDouble":"Infinity"}'],
  ['double that is no number', '01 7600 000000000000f87f', '{"$numberDouble":"NaN"}'],
  ['string', '02 7600 04000000 22c3bc00', '"\\"ü"'],
  ['empty document', '03 7600 0500000000', '{}'],
  ['array', '04 7600 0f000000 10 3000 01000000 0a 3100 00', '[{"$numberInt":"1"},null]'],
  ['binary', '05 7600 03000000 00 010203', '{"$binary":{"base64":"AQID","subType":"00"}}'],
  [
    'uuid',
    `05 7600 10000000 04 ${'0f'.repeat(16)}`,
    '{"$binary":{"base64":"Dw8PDw8PDw8PDw8PDw8PDw==","subType":"04"}}',
  ],
  ['old binary', '05 7600 07000000 02 03000000 010203', '{"$binary":{"base64":"AQID","subType":"02"}}'],
  ['undefined', '06 7600', '{"$undefined":true}'],
  ['object id', '07 7600 0102030405060708090a0b0c', '{"$oid":"0102030405060708090a0b0c"}'],
  ['true', '08 7600 01', 'true'],
  ['false', '08 7600 00', 'false'],
  ['date', '09 7600 e803000000000000', '{"$date":{"$numberLong":"1000"}}'],
  ['date beyond JavaScript', '09 7600 ffffffffffffff7f', '{"$date":{"$numberLong":"9223372036854775807"}}'],
  ['null', '0a 7600', 'null'],
  [
    'regular expression',
    '0b 7600 612f6200 786900',
    '{"$regularExpression":{"pattern":"a/b","options":"xi"}}',
  ],
  [
    'db pointer',
    `0c 7600 02000000 6300 ${'0a'.repeat(12)}`,
    `{"$dbPointer":{"$ref":"c","$id":{"$oid":"${'0a'.repeat(12)}"}}}`,
  ],
  ['code', '0d 7600 02000000 6300', '{"$code":"c"}'],
  ['symbol', '0e 7600 02000000 6300', '{"$symbol":"c"}'],
  [
    'code with scope',
    '0f 7600 1d000000 02000000 6300 13000000 10 3200 01000000 10 3100 02000000 00',
    '{"$code":"c","$scope":{"2":{"$numberInt":"1"},"1":{"$numberInt":"2"}}}',
  ],
  ['int', '10 7600 ffffffff', '{"$numberInt":"-1"}'],
  ['timestamp', '11 7600 01000000 02000000', '{"$timestamp":{"t":2,"i":1}}'],
  ['long', '12 7600 ffffffffffffff7f', '{"$numberLong":"9223372036854775807"}'],
  ['decimal', `13 7600 0100000000000000 0000000000003e30`, '{"$numberDecimal":"0.1"}'],
  ['decimal with zeros', `13 7600 6400000000000000 0000000000003c30`, '{"$numberDecimal":"1.00"}'],
  ['least key', 'ff 7600', '{"$minKey":1}'],
  ['greatest key', '7f 7600', '{"$maxKey":1}'],
];

function documentOf(elements: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32LE(elements.length + 5);
  return Buffer.concat([size, elements, Buffer.alloc(1)]);
}

describe('Extended JSON', () => {
  test.for(forms)('%s', ([, element, json]) => {
    const bson = documentOf(hex(element));
    expect(toExtended(bson)).toBe(`{"v":${json}}`);
    expect(fromExtended(`{"v":${json}}`).toString('hex')).toBe(bson.toString('hex'));
  });

  test('keeps the order of the fields, whatever their names', () => {
    const json =
      '{"b":{"$numberInt":"1"},"2":{"$numberInt":"2"},"1":{"$numberInt":"3"},"__proto__":{"10":null,"9":null},"":"x"}';
    expect(toExtended(fromExtended(json))).toBe(json);
  });

  test('takes names and strings with quotes, backslashes, colons and line ends apart', () => {
    const json = JSON.stringify({ 'a"b\\': '"c": \\', 'd:e\n': ['\\"', '": {'], '\u2028': '\\\\' });
    expect(JSON.parse(toExtended(fromExtended(json)))).toEqual(JSON.parse(json));
    expect(toExtended(fromExtended(`{ "a" : [ "b" ,\n"c" ] }`))).toBe('{"a":["b","c"]}');
  });

  test('says what has no form of its own', () => {
    expect(() => toExtended(encode({ v: { $oid: 'x' } }))).toThrow('first field is $oid');
  });

  test('is read by the bson package, and reads what that writes', () => {
    fc.assert(
      fc.property(
        fc.object({
          key: fc.string().filter((key) => !/^\$|\0/.test(key)),
          values: [
            fc.string(),
            fc.integer(),
            fc.boolean(),
            fc.double(),
            fc.date({ noInvalidDate: true }),
            fc.constant(null),
          ],
        }),
        (object) => {
          const bson = encode(object as Record<string, unknown>);
          expect(fromExtended(toExtended(bson)).equals(bson)).toBe(true);
          expect(toExtended(bson)).toBe(
            EJSON.stringify(
              mongoose.mongo.BSON.deserialize(bson, { promoteValues: false, bsonRegExp: true }),
              { relaxed: false },
            ),
          );
        },
      ),
    );
  });
});

async function withClient<T>(uri: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await new MongoClient(uri).connect();
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** A dump as it lies in a folder, made by hand: every type, and more than one batch. */
async function handmade(database: string, types: readonly [string, string, string][]): Promise<string> {
  const folder = join(await temporaryFolder(), 'handmade');
  await mkdir(join(folder, database), { recursive: true });
  const lines = types.map(
    ([name, , json], i) => `{"_id":{"$numberInt":"${i}"},"name":"${name}","z":${json},"10":null,"2":null}\n`,
  );
  const write = (name: string, documents: string[], indexes: object[]) =>
    Promise.all([
      writeFile(join(folder, database, `${name}.jsonl`), documents.join('')),
      writeFile(
        join(folder, database, `${name}.metadata.json`),
        JSON.stringify({ database, collectionName: decodeURIComponent(name), options: {}, indexes }),
      ),
    ]);
  const id = { v: 2, key: { _id: 1 }, name: '_id_' };
  await write('types', lines, [id]);
  await write(
    'many%2Fmore',
    Array.from({ length: 2500 }, (_, n) => `{"_id":{"$numberInt":"${n}"},"text":"${'word '.repeat(100)}"}\n`),
    [
      id,
      { v: 2, key: { text: 'text' }, name: 'text', weights: { text: 3 } },
      {
        v: 2,
        key: { b: 1, a: -1 },
        name: 'unique',
        unique: true,
        partialFilterExpression: { a: { $gt: 1 } },
      },
      { v: 2, key: { at: 1 }, name: 'ttl', expireAfterSeconds: 1000 },
    ],
  );
  await write('empty', [], [id]);
  return folder;
}

/** Every file of a dump but the indexes, which servers describe differently. */
async function contents(folder: string, database: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of (await readdir(join(folder, database))).filter((file) => file.endsWith('.jsonl'))) {
    const text = await readFile(join(folder, database, name), 'utf8');
    files[name] = text.split('\n').sort().join('\n');
  }
  return files;
}

async function engineOn(dir: string): Promise<string> {
  const engine = await startEngine({ dir });
  onTestFinished(() => engine.close());
  return engine.uri;
}

describe('dump and load', () => {
  test('carry everything from a folder to another, by the command line', { timeout: 60_000 }, async () => {
    const source = await handmade('moved', forms);
    const [first, second, target] = [
      await temporaryFolder(),
      await temporaryFolder(),
      join(await temporaryFolder(), 'dump'),
    ];
    expect(await runMain('--dir', first, '--load', source)).toMatchObject({ code: 0, errors: '' });
    const dumped = await runMain('--dir', first, '--dump', target);
    expect(dumped).toMatchObject({ code: 0, errors: '' });
    expect(dumped.output).toContain('moved.many/more: 2500 documents\n');
    expect(dumped.output).toMatch(new RegExp(`3 collections, ${2500 + forms.length} documents\n$`));
    expect(await contents(target, 'moved')).toEqual(await contents(source, 'moved'));
    expect(await runMain('--dir', second, '--load', target)).toMatchObject({ code: 0, errors: '' });
    const again = join(await temporaryFolder(), 'again');
    await dump(await engineOn(second), again);
    expect(await contents(again, 'moved')).toEqual(await contents(source, 'moved'));
    for (const name of ['many%2Fmore', 'empty', 'types']) {
      const file = join('moved', `${name}.metadata.json`);
      expect(await readFile(join(again, file), 'utf8')).toBe(await readFile(join(target, file), 'utf8'));
    }
  });

  test('keep the indexes', async () => {
    const uri = await engineOn(await temporaryFolder());
    await load(uri, await handmade('kept', forms.slice(0, 3)));
    await withClient(uri, async (client) => {
      const indexes = await client.db('kept').collection('many/more').listIndexes().toArray();
      expect(indexes.find(({ name }) => name === 'unique')).toMatchObject({
        unique: true,
        partialFilterExpression: { a: { $gt: 1 } },
      });
      expect(Object.entries(indexes.find(({ name }) => name === 'unique')?.key)).toEqual([
        ['b', 1],
        ['a', -1],
      ]);
      expect(indexes.find(({ name }) => name === 'ttl')).toMatchObject({ expireAfterSeconds: 1000 });
      expect(indexes.find(({ name }) => name === 'text')).toMatchObject({ weights: { text: 3 } });
      expect(
        await client
          .db('kept')
          .collection('many/more')
          .countDocuments({ $text: { $search: 'word' } }),
      ).toBe(2500);
    });
  });

  test('refuse to mix: a folder that is not empty, a collection that is not empty', async () => {
    const source = await handmade('mixed', forms.slice(0, 2));
    const uri = await engineOn(await temporaryFolder());
    await expect(dump(uri, source)).rejects.toThrow('is not empty');
    await load(uri, source);
    await expect(load(uri, source)).rejects.toThrow('holds documents already');
  });

  test('name the line that is no document', async () => {
    const source = await handmade('broken', forms.slice(0, 2));
    await writeFile(join(source, 'broken', 'types.jsonl'), '{"_id":{"$numberInt":"1"}}\n{"_id"\n');
    await expect(load(await engineOn(await temporaryFolder()), source)).rejects.toThrow(
      /^line 2 of .*types\.jsonl: /,
    );
  });

  const peer = process.env.TEST_MONGODB_URI;

  test.skipIf(!peer)(
    'carry everything from a folder to another server and back',
    { timeout: 60_000 },
    async () => {
      const database = uniqueName('dump');
      // Types that this server does not know are not sent to it.
      const known = forms.filter(([name]) => !/undefined|pointer|symbol|code|old binary|beyond/.test(name));
      const source = await handmade(database, known);
      const uri = peer as string;
      onTestFinished(() => withClient(uri, (client) => client.db(database).dropDatabase()).then(() => {}));
      const carried = join(await temporaryFolder(), 'carried');
      const here = await engineOn(await temporaryFolder());
      await load(here, source);
      await dump(here, carried);
      await load(uri, carried);
      const back = join(await temporaryFolder(), 'back');
      await dump(uri, back, { isWanted: (name) => name === database });
      expect(await contents(back, database)).toEqual(await contents(source, database));
    },
  );
});
