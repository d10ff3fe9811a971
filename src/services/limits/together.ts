/** What is asked for at the same moment is counted in one round trip: webhooks come in bursts. */
import { createGathering, type Gathering } from '../../core/gathering.ts';
import type { Decision } from './index.ts';

const most = 200;

/** `decide`: on so many at once, all of them or none. */
export function decidingTogether(decide: (key: string, count: number) => Promise<Decision>) {
  const underWay = new Map<string, Gathering<object, Decision>>();

  async function decideOn(key: string, count: number): Promise<readonly Decision[]> {
    const all = await decide(key, count);
    // Where there is not room for all of them there may be for some.
    const room = all.allowed ? count : Math.min(...all.limits.map(({ remaining }) => remaining));
    if (all.allowed || room === 0 || count === 1) return Array.from({ length: count }, () => all);
    const some = await decide(key, room);
    return Array.from({ length: count }, (_, at) => (at < room ? some : all));
  }

  return (key: string): Promise<Decision> => {
    let gathering = underWay.get(key);
    if (gathering === undefined) {
      gathering = createGathering<object, Decision>({
        most,
        write: ({ length }) => decideOn(key, length),
        ended: () => underWay.delete(key),
      });
      underWay.set(key, gathering);
    }
    return gathering.add({});
  };
}
