// npm run fuzz:api: requests that nobody would think of, made up by schemathesis from /openapi.json, against a whole
// Trunkline that is started for them and thrown away afterwards.
//
// The last line is always "N passed, N failed, N skipped", counted over who asked. Above it stand the names of what
// failed, one on a line that begins with ✗.
import { createClosing } from '../src/core/closing.ts';
import { openHouse } from './fuzz-api/house.ts';
import { createIdentities } from './fuzz-api/identities.ts';
import { givenOptions, type Options, usage } from './fuzz-api/options.ts';
import { playRound } from './fuzz-api/round.ts';
import { findSchemathesis, howToInstall } from './fuzz-api/schemathesis.ts';
import { ensureRedisServer } from './redis-server.ts';
import { onStopSignal } from './up/stop.ts';

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const options = givenOptions();
  if (typeof options === 'string') {
    console.error(`${options}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const command = findSchemathesis();
  if (command === undefined) {
    console.error(howToInstall);
    return 1;
  }
  await ensureRedisServer(console.log);
  const faults = await fuzz(command, options);
  for (const fault of faults.flat()) console.log(`✗ ${fault}`);
  const failed = faults.filter((each) => each.length > 0).length;
  console.log(`${faults.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed === 0 ? 0 : 1;
}

/** What was wrong, by who asked. */
async function fuzz(command: string, options: Options): Promise<string[][]> {
  const closing = createClosing((message, error) => console.error(message, error ?? ''));
  const stop = onStopSignal(() => console.log('Stopping.'));
  const unlessStopped = <T>(work: Promise<T>) => Promise.race([work, stop.asked]);
  try {
    const house = await unlessStopped(openHouse(closing));
    const identify = createIdentities(house);
    const faults: string[][] = [];
    for (const role of options.only) {
      const round = { house, identify, command, signal: stop.signal, ...options, role };
      faults.push(await unlessStopped(playRound(round)));
    }
    if (options.hold && faults.flat().length > 0) {
      console.log(`${house.url} goes on running until Ctrl-C.`);
      await stop.asked.catch(() => undefined);
    }
    return faults;
  } finally {
    await closing.close();
    stop.release();
  }
}
