/** Takes one backup: everything of one database, compressed and checksummed, in a folder of its own. */
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from '../../embedded/mongo/dump.ts';
import { root } from '../up/environment.ts';
import { checksumsOf } from './checksums.ts';
import { type Manifest, manifestName } from './manifest.ts';
import { kindOf, withServer } from './server.ts';
import { nameOf, partName, removeAbandoned } from './shelf.ts';

export interface Backup {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** It grows aside and is renamed when it is whole: what bears a time as its name can be relied on. */
export async function takeBackup(uri: string, shelf: string): Promise<Backup> {
  await mkdir(shelf, { recursive: true, mode: 0o700 });
  await removeAbandoned(shelf);
  const part = join(shelf, partName());
  const startedAt = new Date();
  try {
    const { database, server } = await withServer(uri, async ({ db }) => ({
      database: db.databaseName,
      server: await kindOf(db),
    }));
    const moved = await dump(uri, part, { isWanted: (name) => name === database, compressed: true });
    const manifest: Manifest = {
      format: 1,
      product: await productVersion(),
      database,
      server,
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      collections: moved.map(({ name, documents, indexes }) => ({ name, documents, indexes })),
      files: await checksumsOf(part),
    };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFile(join(part, manifestName), text, { mode: 0o600, flush: true });
    const folder = join(shelf, nameOf(startedAt));
    await rename(part, folder);
    await flushNames(shelf);
    return { folder, manifest };
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
}

async function productVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** So that the new name is still there after the power has failed. */
async function flushNames(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
