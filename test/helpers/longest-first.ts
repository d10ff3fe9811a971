/**
 * Files that take long begin first, so that none of them is what everybody waits for in the end. Vitest knows how long
 * each took the last time; where there was no last time it goes by their size, which says little of those that start
 * processes or play calls at their pace. These are named here.
 */
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** From the folder of the tests, the longest first. */
export const longest: readonly string[] = [
  'scripts/up/up.test.ts',
  'calls/scenarios.test.ts',
  'calls/faults.test.ts',
  'routes/awkward.test.ts',
  'embedded-mongo/crash.test.ts',
  'routes/rotation/rotation.test.ts',
  'server.test.ts',
  'providers/telephony/bland/sandbox.test.ts',
  'scripts/backup/commands.test.ts',
  'sandbox/player/scenarios.test.ts',
  'embedded-mongo/folder.test.ts',
  'embedded-mongo/limits.test.ts',
  'sandbox/player/control.test.ts',
];

const places = new Map(longest.map((name, place) => [join(import.meta.dirname, '..', name), place]));

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => places.get(moduleId) ?? longest.length;
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}
