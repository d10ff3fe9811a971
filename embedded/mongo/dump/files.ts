/**
 * A dump in a folder: for each collection `DATABASE/COLLECTION.jsonl`, one document a line, which mongoimport
 * reads and mongoexport writes (or, compressed, `.jsonl.gz`), and `DATABASE/COLLECTION.metadata.json` with its options
 * and indexes.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, type Dirent, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, pipeline as streamed } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { fromExtended, toExtended } from './extended.ts';

export interface Metadata {
  readonly database: string;
  readonly collection: string;
  /** As listIndexes gives them, and the options that the collection was made with: BSON. */
  readonly options: Buffer;
  readonly indexes: readonly Buffer[];
}

const METADATA = '.metadata.json';

/** Names may hold what file names may not, and be longer. */
function fileName(name: string): string {
  const safe = encodeURIComponent(name).replace(/[*'()]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  if (safe.length <= 200) return safe;
  return `${safe.slice(0, 150)}%24${createHash('sha256').update(name).digest('hex').slice(0, 40)}`;
}

function fileOf(folder: string, { database, collection }: Pick<Metadata, 'database' | 'collection'>): string {
  return join(folder, fileName(database), fileName(collection));
}

export async function prepare(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0)
    throw new Error(`the folder ${folder} is not empty: a dump needs a new one`);
}

export async function writeMetadata(folder: string, metadata: Metadata): Promise<void> {
  const { database, collection, options, indexes } = metadata;
  const file = fileOf(folder, metadata) + METADATA;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const names = `"database":${JSON.stringify(database)},"collectionName":${JSON.stringify(collection)}`;
  await writeFile(
    file,
    `{${names},"options":${toExtended(options)},"indexes":[${indexes.map(toExtended).join(',')}]}\n`,
  );
}

/** Twice as fast as usual and a tenth larger: whoever writes at the same time needs the processor, too. */
const FAST = { level: 3 };

export async function writeDocuments(
  folder: string,
  metadata: Metadata,
  documents: AsyncIterable<Buffer>,
  compressed: boolean,
): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const document of documents) {
      count += 1;
      yield `${toExtended(document)}\n`;
    }
  }
  const file = `${fileOf(folder, metadata)}.jsonl`;
  const options = { mode: 0o600, flush: true };
  if (compressed)
    await pipeline(Readable.from(lines()), createGzip(FAST), createWriteStream(`${file}.gz`, options));
  else await pipeline(Readable.from(lines()), createWriteStream(file, options));
  return count;
}

export async function* readMetadata(folder: string): AsyncGenerator<Metadata> {
  if (!existsSync(folder)) throw new Error(`there is no dump in the folder ${folder}`);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter(({ name }) => name.endsWith(METADATA)).sort(byPath)) {
    const text = await readFile(join(entry.parentPath, entry.name), 'utf8');
    const { database, collectionName } = JSON.parse(text) as { database: string; collectionName: string };
    // Read as BSON, as the order of an index's fields counts.
    const fields = fieldsOf(fromExtended(text));
    const indexes = [...fieldsOf(fields.get('indexes') as Buffer).values()];
    yield { database, collection: collectionName, options: fields.get('options') as Buffer, indexes };
  }
}

function byPath(a: Dirent, b: Dirent): number {
  return join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1;
}

/** The fields of a document that are documents or arrays themselves, as their bytes. */
function fieldsOf(bson: Buffer): Map<string, Buffer> {
  const fields = new Map<string, Buffer>();
  for (let at = 4; bson[at]; ) {
    const type = bson[at];
    const end = bson.indexOf(0, at + 1);
    const size = bson.readInt32LE(end + 1);
    if (type === 3 || type === 4)
      fields.set(bson.toString('utf8', at + 1, end), bson.subarray(end + 1, end + 1 + size));
    at = end + 1 + (type === 2 ? 4 + size : size);
  }
  return fields;
}

export async function* readDocuments(folder: string, metadata: Metadata): AsyncGenerator<Buffer> {
  const plain = `${fileOf(folder, metadata)}.jsonl`;
  const file = existsSync(plain) ? plain : `${plain}.gz`;
  let failure: Error | null | undefined;
  const input = createReadStream(file);
  const text =
    file === plain
      ? input.on('error', (error) => {
          failure = error;
        })
      : streamed(input, createGunzip(), (error) => {
          failure = error;
        });
  const lines = createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line === '') continue;
    try {
      yield fromExtended(line);
    } catch (error) {
      throw new Error(`line ${number} of ${file}: ${(error as Error).message}`);
    }
  }
  // To whoever reads lines, a file that breaks off looks like one that ends.
  if (failure) throw new Error(`${file} cannot be read after line ${number}: ${failure.message}`);
}
