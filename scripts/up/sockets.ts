import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A longer path is silently cut by the system and then reaches another socket. */
const maxSocketPath = 103;

/** Anything else means something of its own in an address: a space, a comma, a percent sign, a letter with dots. */
const plain = /^[\w./@+-]+$/;

/**
 * Where the database and Redis answer: in the data folder, or in a private one where its path is too long or cannot
 * stand in an address as it is.
 */
export function socketFolder(data: string): { path: string; remove(): void } {
  const longest = join(data, 'mongo.sock');
  if (plain.test(longest) && longest.length <= maxSocketPath) return { path: data, remove: () => undefined };
  const path = mkdtempSync(join(tmpdir(), 'trunkline-up-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
