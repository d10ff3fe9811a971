// Runs npm on a chosen Node (npm picks versions by the Node that runs it), and shows what it says on
// standard error, so that the standard output of what is started afterwards stays clean.
import { spawnSync } from 'node:child_process';

/**
 * @param {string} node
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
export function runNpm(node, args, options) {
  const all = [...args, '--loglevel=error'];
  const cli = process.env.npm_execpath;
  const { status, error } = cli?.endsWith('npm-cli.js')
    ? spawnSync(node, [cli, ...all], { ...options, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', all, { ...options, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (error !== undefined) throw new Error(`npm does not start: ${error.message}`);
  if (status !== 0) throw new Error(`npm ${args[0]} failed; its own words are above.`);
}
