/** Puts a backup back: into a database that holds nothing, or in place of what it holds. */
import { load, type MovedCollection } from '../../embedded/mongo/dump.ts';
import { feedEpochName } from '../../src/models/feed-epoch.ts';
import { damages } from './checksums.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type Place, withServer } from './server.ts';

export interface PutBack {
  readonly uri: string;
  readonly folder: string;
  /** Asked before a document is removed. Without it a database that holds some is refused. */
  readonly mayReplace?: (question: string) => Promise<boolean>;
  readonly log?: (line: string) => void;
}

/** The backup's manifest, when all of it is there again; undefined when the person thought better of it. */
export async function putBack({ uri, folder, mayReplace, log }: PutBack): Promise<Manifest | undefined> {
  const manifest = await readManifest(folder);
  const damaged = await damages(folder, manifest.files);
  if (damaged.length > 0) {
    throw new Error(
      `The backup is damaged and nothing was written:\n${damaged.map((text) => `  ${text}`).join('\n')}`,
    );
  }
  return withServer(uri, async (place) => {
    const target = place.db.databaseName;
    const filled = await filledCollections(place);
    if (filled.length > 0) {
      const what = `The database ${target} holds documents (${filled.join(', ')})`;
      if (mayReplace === undefined) {
        throw new Error(
          `${what}. A backup is put back into an empty one; --replace removes what is there first.`,
        );
      }
      if (
        !(await mayReplace(
          `${what}. Remove all of it and put the backup of ${manifest.startedAt} in its place?`,
        ))
      )
        return undefined;
    }
    // Collections without documents go, too: their indexes may not be those of the backup.
    await place.db.dropDatabase();
    if (manifest.collections.length > 0) {
      compare(manifest, await load(uri, folder, { rename: () => target, ...(log && { log }) }));
    }
    // The numbers of events mean something together with their log alone, and from here on this is another one: whoever
    // has followed the old one begins anew. The first process that asks makes the new one's name.
    await place.db.collection(feedEpochName).deleteMany({});
    return manifest;
  });
}

async function filledCollections({ db }: Place): Promise<string[]> {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const filled: string[] = [];
  for (const { name } of collections.filter((each) => !each.name.startsWith('system.'))) {
    if (await db.collection(name).findOne({}, { projection: { _id: 1 } })) filled.push(name);
  }
  return filled.sort();
}

function compare({ collections }: Manifest, loaded: readonly MovedCollection[]): void {
  for (const { name, documents } of collections) {
    const found = loaded.find((each) => each.name === name)?.documents;
    if (found !== documents) {
      throw new Error(`${name} has ${found ?? 'no'} documents now, and ${documents} by the manifest.`);
    }
  }
}
