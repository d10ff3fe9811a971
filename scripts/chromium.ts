/** The browser for the tests in a browser: Chromium, or the Chrome that is installed. */
import { spawnSync } from 'node:child_process';
import { onPath } from './on-path.ts';

/** The same browser without what draws its own windows needs half of the processor. */
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

/** Where it lies, where there is one. */
export function findChromium(): string | undefined {
  for (const name of names) {
    const path = onPath(name);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** Installed by the package manager where that asks nobody. Undefined where there is none all the same. */
export function ensureChromium(tell: (line: string) => void): string | undefined {
  const found = findChromium();
  if (found !== undefined || onPath('apt-get') === undefined || process.getuid?.() !== 0) return found;
  tell('There is no Chromium on the PATH; installing it with the package manager of this machine.');
  const install = ['chromium-headless-shell', 'chromium']
    .map((name) => `apt-get install --yes --no-install-recommends ${name}`)
    .join(' || ');
  spawnSync('sh', ['-c', `${install} || { apt-get update; ${install}; }`], { stdio: ['ignore', 2, 2] });
  return findChromium();
}
