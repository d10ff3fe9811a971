/** The dashboard as it was built (dashboard/dist): a page, and files whose names change with their content. */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NotFoundError } from '../../core/errors.ts';

const dist = new URL('../../../dashboard/dist/', import.meta.url);

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export async function builtPage(): Promise<string> {
  const file = new URL('index.html', dist);
  if (!existsSync(file)) {
    throw new NotFoundError('The dashboard is not built here: npm run dashboard builds it.', {
      code: 'DASHBOARD_NOT_BUILT',
    });
  }
  return readFile(file, 'utf8');
}

/** Only what lies in the folder has a name there, so no name leads out of it. */
export function builtAsset(name: string) {
  const folder = new URL('assets/', dist);
  if (!existsSync(folder) || !readdirSync(folder).includes(name)) {
    throw new NotFoundError('There is no such file of the dashboard.');
  }
  return {
    type: types[extname(name)] ?? 'application/octet-stream',
    stream: createReadStream(fileURLToPath(new URL(name, folder))),
  };
}
