// npm run screenshots: pictures of every page in docs/screenshots/, in both themes, at a desk and on a phone. They are
// taken of a whole Trunkline with invented calls, which is started for them and thrown away afterwards.
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createClosing } from '../src/core/closing.ts';
import { ensureChromium } from './chromium.ts';
import { buildDashboard } from './dashboard/build.ts';
import { ensureRedisServer } from './redis-server.ts';
import { furnish } from './screenshots/furnish.ts';
import { openHouse } from './screenshots/house.ts';
import { takeShots } from './screenshots/shots.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'screenshots');

const closing = createClosing((message, error) => console.error(message, error ?? ''));
try {
  ensureChromium(console.log);
  await ensureRedisServer(console.log);
  await buildDashboard(console.log);
  mkdirSync(folder, { recursive: true });
  const house = await openHouse(closing);
  console.log('Inventing some weeks of calls.');
  const furnished = await furnish(house);
  await takeShots(house.url, folder, furnished, (file) => console.log(relative(root, file)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await closing.close();
}
// Not left to the event loop: what hangs would keep it alive.
process.exit();
