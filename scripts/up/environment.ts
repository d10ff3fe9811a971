/** The environment of everything that runs here: .env, and above it what is set already. */
import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { readSettings } from './settings.ts';

export type Environment = Record<string, string>;

export const root = join(import.meta.dirname, '..', '..');

/** Only what has to be there and cannot have a value that everybody knows. */
function firstEnv(): string {
  const key = randomBytes(32).toString('base64');
  return [
    '# Made by `npm run up`, once; it is never written again. .env.example shows every other variable.',
    '',
    '# Encrypts secrets in the database. Whoever loses it loses them: keep a copy with your backups, not in them.',
    `ENCRYPTION_KEYS=k1:${key}`,
    '',
  ].join('\n');
}

/** Tells whether it was made. One that is there is never touched, not even an empty one. */
export function createEnvFile(file: string): boolean {
  try {
    writeFileSync(file, firstEnv(), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const envFile = join(root, '.env');

export function writtenIn(file = envFile): Environment {
  return existsSync(file) ? (parseEnv(readFileSync(file, 'utf8')) as Environment) : {};
}

/** An empty variable counts as none, as in the configuration. */
export function readEnvironment(file = envFile, environment = process.env): Environment {
  const set = Object.entries(environment).filter(([, value]) => value);
  return { ...writtenIn(file), ...Object.fromEntries(set) } as Environment;
}

/** Relative paths count from the repository, wherever the command was typed. */
export function foldersOf(environment: Environment): { data: string; backups: string } {
  const { TRUNKLINE_DATA, TRUNKLINE_BACKUPS } = readSettings(environment);
  return { data: resolve(root, TRUNKLINE_DATA), backups: resolve(root, TRUNKLINE_BACKUPS) };
}

export function makeDataFolder(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    accessSync(data, constants.W_OK);
  } catch (error) {
    throw new Error(
      `Nothing can be stored in ${data} (${(error as NodeJS.ErrnoException).code}). ` +
        'Make that a folder that you may write to, or set TRUNKLINE_DATA to another one.',
    );
  }
}
