/** Of two states of a thing, what is not the same in both. */
import { isDeepStrictEqual } from 'node:util';

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
type Fields = { [name: string]: Json };

export interface Change {
  readonly before?: Fields;
  readonly after?: Fields;
}

type State = Readonly<Record<string, unknown>> | undefined;

/** Where there is one state only, all of it: something was made, or removed. */
export function differences(before: State, after: State): Change {
  if (before === undefined || after === undefined) {
    return {
      ...(before !== undefined && { before: jsonOf(before) }),
      ...(after !== undefined && { after: jsonOf(after) }),
    };
  }
  return differing(jsonOf(before), jsonOf(after));
}

/** As JSON would have it: dates and whole numbers of any size as texts. */
function jsonOf(state: Readonly<Record<string, unknown>>): Fields {
  const text = JSON.stringify(state, (_, value) => (typeof value === 'bigint' ? String(value) : value));
  return JSON.parse(text);
}

function differing(one: Fields, other: Fields): Change {
  const before: [string, Json][] = [];
  const after: [string, Json][] = [];
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [was, is] = [own(one, name), own(other, name)];
    if (isDeepStrictEqual(was, is)) continue;
    const within = isFields(was) && isFields(is) ? differing(was, is) : { before: was, after: is };
    if (within.before !== undefined) before.push([name, within.before]);
    if (within.after !== undefined) after.push([name, within.after]);
  }
  return {
    ...(before.length > 0 && { before: Object.fromEntries(before) }),
    ...(after.length > 0 && { after: Object.fromEntries(after) }),
  };
}

function own(fields: Fields, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
