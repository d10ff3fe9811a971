/** `npm run up` from the first word to the last: what is made, started and told, and the way back. */
import { join } from 'node:path';
import { type Closing, createClosing } from '../../src/core/closing.ts';
import { buildDashboard } from '../dashboard/build.ts';
import { ensureRedisServer } from '../redis-server.ts';
import { boxed, closingLines } from './closing-lines.ts';
import { createEnvFile, foldersOf, makeDataFolder, readEnvironment, root, writtenIn } from './environment.ts';
import { firstLogin } from './first-login.ts';
import { assertRedisAnswers } from './given-redis.ts';
import { holdFolder, refuseSecond } from './holder.ts';
import { isNewsOfOurs } from './log-file.ts';
import { createParts } from './parts.ts';
import { databaseChoice, hasOwnRedis, planFor, short } from './plan.ts';
import { untilReady } from './ready.ts';
import type { Screen } from './screen.ts';
import { socketFolder } from './sockets.ts';
import { onStopSignal, type Stop } from './stop.ts';
import { strangersIn } from './strangers.ts';

const readyWithinMs = 60_000;

/** Resolves when it was asked to stop and everything has stopped; fails with what a person has to know. */
export async function run(screen: Screen, { backup }: { backup: boolean }): Promise<void> {
  const closing = createClosing((message) => screen.warn(message));
  const stop = onStopSignal(() => screen.tell('Stopping. Ctrl-C once more kills what still runs.'));
  try {
    await start(screen, closing, stop, backup);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    const left = await closing.close();
    if (stop.signal.aborted && left.length === 0) screen.done('Everything has stopped.');
    stop.release();
  }
}

async function start(screen: Screen, closing: Closing, stop: Stop, backup: boolean): Promise<never> {
  if (createEnvFile(join(root, '.env')))
    screen.done('.env was made, with a key of its own for this machine.');
  for (const name of strangersIn(Object.keys(writtenIn()))) {
    screen.warn(`.env sets ${name}, which nothing here reads. .env.example has every variable.`);
  }
  const environment = readEnvironment();
  const { data, backups } = foldersOf(environment);
  makeDataFolder(data);
  refuseSecond(data);
  if (hasOwnRedis(environment)) await ensureRedisServer(screen.tell);
  await buildDashboard(screen.tell);
  const sockets = socketFolder(data);
  closing.add('the sockets', sockets.remove);
  const plan = await planFor(environment, sockets.path);
  if (!hasOwnRedis(environment)) await assertRedisAnswers(plan.redisUrl);
  closing.add('the data folder', holdFolder(data, plan));

  const parts = createParts({ data, screen, closing, patienceMs: plan.patienceMs });
  stop.onImpatience(parts.kill);
  const unlessStopped = <T>(work: Promise<T>) => Promise.race([work, parts.lost, stop.asked]);
  for (const part of plan.ground) {
    screen.tell(`Starting ${part.name}.`);
    await unlessStopped(parts.start(part));
  }
  screen.done(`The database is ${plan.database}.`);
  const login = await unlessStopped(firstLogin(data, plan.product, plan.sandbox));
  screen.tell('Starting the server and the worker.');
  for (const name of ['worker', 'server']) {
    const part = { name, argv: [`src/${name}.ts`], env: plan.product, shows: isNewsOfOurs };
    await unlessStopped(parts.start(part));
  }
  const waiting = new AbortController();
  closing.add('waiting for the server', () => waiting.abort());
  await unlessStopped(untilReady(`${plan.url}/ready`, readyWithinMs, waiting.signal));

  const isOurs = databaseChoice(environment) !== 'given';
  if (isOurs && backup) {
    const argv = ['scripts/backup.ts', '--every', '10m', '--keep', '36', '--to', backups];
    await parts.start({ name: 'backup', argv, env: plan.product });
  }
  const shown = { ...plan, login, data: short(data), backups: isOurs && backup ? short(backups) : undefined };
  for (const line of boxed(closingLines(shown))) screen.tell(line);
  return unlessStopped(stop.asked);
}
