/** All kinds of data, checked when the process starts. */
import type { Erasure, Exporting, Forgetting, Kind, Otherwise, Retention } from './kind.ts';

export type Kinds = readonly Kind[];

export function createKinds(kinds: readonly Kind[]): Kinds {
  const once = (what: string, names: readonly string[]) => {
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`two ${what} are called ${twice}`);
  };
  once(
    'kinds of data',
    kinds.map(({ name }) => name),
  );
  once(
    'sealed fields',
    kinds.flatMap(({ sealed }) => sealed.map(({ name }) => name)),
  );
  once(
    'collections of kinds of data',
    kinds.flatMap(({ collections }) => collections),
  );
  for (const { name, retention } of kinds) {
    if (!isKeptFor(retention)) continue;
    const { usual, least, most } = retention.days;
    if (!(1 <= least && least <= usual && usual <= most)) {
      throw new Error(`the days of ${name} have to be in order: 1, least, usual, most`);
    }
  }
  return kinds;
}

export const isKeptFor = (retention: Retention | Otherwise): retention is Retention => 'days' in retention;
export const isFound = (erasure: Kind['erasure']): erasure is Erasure => 'find' in erasure;
export const isForgotten = (erasure: Kind['erasure']): erasure is Forgetting => 'forget' in erasure;
export const isExported = (exporting: Exporting | Otherwise): exporting is Exporting =>
  'records' in exporting;
