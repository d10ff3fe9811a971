import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Manifest } from './manifest.ts';

type FileEntry = Manifest['files'][number];

/** Every file below the folder, by its path with slashes. */
export async function checksumsOf(folder: string): Promise<FileEntry[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const files: FileEntry[] = [];
  for (const path of paths.sort()) {
    const name = relative(folder, path).split(sep).join('/');
    files.push({ path: name, bytes: (await stat(path)).size, sha256: await sha256Of(path) });
  }
  return files;
}

/** Names every file that is missing or is not as it was. */
export async function damages(folder: string, files: readonly FileEntry[]): Promise<string[]> {
  const found: string[] = [];
  for (const { path, bytes, sha256 } of files) {
    const file = join(folder, path);
    const size = await stat(file).then(
      (stats) => stats.size,
      () => undefined,
    );
    if (size === undefined) found.push(`${file} is missing`);
    else if (size !== bytes) found.push(`${file} has ${size} bytes instead of ${bytes}`);
    else if ((await sha256Of(file)) !== sha256) found.push(`${file} has another checksum`);
  }
  return found;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
