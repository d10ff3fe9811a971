// Runs a script of this repository on a Node that is new enough, with its packages installed:
//
//   node scripts/with-node.mjs [NODE OPTION…] SCRIPT [ARGUMENT…]
//
// Plain JavaScript for Node 18 and later, because this is what starts where Node is too old for the rest.
// TRUNKLINE_NODE=26 asks for that major version instead of whatever is there and new enough.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { nodeBinary } from './node-binary.mjs';
import { ensurePackages } from './packages.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [script, ...args] = process.argv.slice(2);

if (script === undefined) {
  console.error('usage: node scripts/with-node.mjs [NODE OPTION…] SCRIPT [ARGUMENT…]');
  process.exit(2);
}

try {
  const node = rightNode();
  const env = {
    // What was compiled once is not compiled again, in none of the processes that come of this; where Node keeps it
    // of its own accord.
    NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
    ...process.env,
    PATH: [dirname(node), process.env.PATH].join(delimiter),
  };
  ensurePackages(root, node, env);
  start(node, [script, ...args], env);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function rightNode() {
  const running = Number.parseInt(process.versions.node, 10);
  const asked = process.env.TRUNKLINE_NODE;
  if (asked !== undefined && !/^\d+$/.test(asked)) {
    throw new Error(`TRUNKLINE_NODE is "${asked}"; expected a major version of Node, for example 26`);
  }
  const oldest = Number.parseInt(packageJson().engines.node.replace('>=', ''), 10);
  const goesOn = asked === undefined ? running >= oldest : running === Number(asked);
  return goesOn ? process.execPath : nodeBinary(root, asked ?? String(oldest));
}

function packageJson() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/**
 * Becomes the script where the running Node can replace itself: no process in between, signals and exit
 * code are the script's own. Elsewhere the script is a child that is given every signal.
 *
 * @param {string} node
 * @param {string[]} argv
 * @param {NodeJS.ProcessEnv} env
 */
function start(node, argv, env) {
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(node, [node, ...argv], env);
  }
  const child = spawn(node, argv, { stdio: 'inherit', env });
  child.on('error', (error) => {
    console.error(`${node} does not start: ${error.message}`);
    process.exit(1);
  });
  // A terminal sends its Ctrl-C to the child as well; passed on once more it would read as impatience.
  process.on('SIGINT', () => isatty(0) || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
}
