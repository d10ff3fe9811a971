import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a command lies, or undefined where this machine has none of that name. */
export function onPath(command: string, path = process.env.PATH ?? ''): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
