/** Finds the browser for the tests in a browser: Chromium, or the Chrome that is installed. */
import { spawnSync } from 'node:child_process';
import { onPath } from './on-path.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where it lies; installed by the package manager where that asks nobody. Throws with what to do. */
export function findChromium(tell: (line: string) => void): string {
  const found = first();
  if (found !== undefined) return found;
  if (onPath('apt-get') !== undefined && process.getuid?.() === 0) {
    tell('There is no Chromium on the PATH; installing it with the package manager of this machine.');
    const install = 'apt-get install --yes --no-install-recommends chromium';
    spawnSync('sh', ['-c', `${install} || { apt-get update; ${install}; }`], { stdio: ['ignore', 2, 2] });
  }
  const installed = first();
  if (installed !== undefined) return installed;
  throw new Error(
    'The tests of the dashboard need Chromium, and there is none on the PATH. Install it, for example with `sudo apt-get install chromium` or `brew install --cask chromium`.',
  );
}

function first(): string | undefined {
  for (const name of names) {
    const path = onPath(name);
    if (path !== undefined) return path;
  }
  return undefined;
}
