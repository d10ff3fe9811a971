// Installs the packages where they are missing or are not those of package-lock.json.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneAtATime } from './lock.mjs';
import { runNpm } from './npm.mjs';

/** @typedef {Record<string, { version?: string, optional?: boolean }>} Packages */

/**
 * @param {string} root
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
export function ensurePackages(root, node, env) {
  if (packagesAreThere(root)) return;
  mkdirSync(join(root, '.node'), { recursive: true });
  oneAtATime(join(root, '.node', 'lock'), () => {
    if (packagesAreThere(root)) return;
    console.error('Installing the packages of package-lock.json.');
    runNpm(node, ['ci'], { cwd: root, env });
  });
}

/** @param {string} root */
function packagesAreThere(root) {
  // npm writes this file last, so an installation that was cut short has none.
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  return samePackages(readPackages(join(root, 'package-lock.json')), readPackages(installed));
}

/**
 * Compared by content, not by time: switching branches touches files without changing what they ask for.
 *
 * @param {Packages} wanted
 * @param {Packages} installed
 */
export function samePackages(wanted, installed) {
  const nothingStrange = Object.entries(installed).every(([path, { version }]) => {
    return wanted[path] !== undefined && wanted[path].version === version;
  });
  const nothingMissing = Object.entries(wanted).every(([path, { optional }]) => {
    // An optional package may be another system's; the empty path is the repository itself.
    return path === '' || optional === true || installed[path] !== undefined;
  });
  return nothingStrange && nothingMissing;
}

/**
 * @param {string} file
 * @returns {Packages}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
