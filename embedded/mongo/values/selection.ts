/**
 * What of a document is to be decoded, from paths: `agent.name` stands for that field of `agent`, and where `agent`
 * is an array for that field of each of its documents. What a path leads to comes whole.
 */
import { encode } from './bson.ts';
import { namesOf } from './depth.ts';
import { ElementType } from './elements.ts';

export interface Selection {
  /** By the length of their names, so that most fields are known as unwanted without being compared. */
  readonly byLength: readonly (readonly Selected[] | undefined)[];
}

export interface Selected {
  readonly name: string;
  readonly bytes: Buffer;
  /** Where only some of its fields are wanted: these. */
  readonly inner: Selection | undefined;
  /** Where only documents with one of some values are wanted: these. */
  readonly among: Among | undefined;
}

/** Any other value of the same type ends the decoding: the document comes without the field, as if it had none. */
export interface Among {
  readonly type: number;
  readonly values: readonly Buffer[];
}

export function selectionOf(
  paths: Iterable<string>,
  amongOf: (path: string) => Among | undefined = () => undefined,
): Selection {
  const split = Array.from(paths, (path) => namesOf(path));
  return select(split, amongOf);
}

function select(
  paths: readonly (readonly string[])[],
  amongOf: (path: string) => Among | undefined,
): Selection {
  const rests = new Map<string, (readonly string[])[]>();
  for (const [name = '', ...rest] of paths) {
    const others = rests.get(name);
    if (others) others.push(rest);
    else rests.set(name, [rest]);
  }
  const byLength: Selected[][] = [];
  for (const [name, inside] of rests) {
    const bytes = Buffer.from(name);
    const whole = inside.some(([next]) => next === undefined || isPlace(next));
    const inner = whole ? undefined : select(inside, () => undefined);
    byLength[bytes.length] ??= [];
    byLength[bytes.length]?.push({ name, bytes, inner, among: amongOf(name) });
  }
  return { byLength };
}

/** A number may be an element's place in an array, which has to be there with all the others then. */
function isPlace(segment: string): boolean {
  return /^\d+$/.test(segment);
}

/** The types of which two values are equal only where their bytes are. */
const EXACT: readonly number[] = [
  ElementType.string,
  ElementType.objectId,
  ElementType.bool,
  ElementType.date,
  ElementType.int,
  ElementType.long,
];

/** The values as bytes to compare with; undefined where bytes alone do not tell what is equal to them. */
export function among(values: readonly unknown[]): Among | undefined {
  // Each as the only field, named with one letter: its type is behind the length, its bytes behind the name.
  const fields = values.map((v) => encode({ v }));
  const type = fields[0]?.[4] ?? 0;
  if (!EXACT.includes(type) || fields.some((field) => field[4] !== type)) return undefined;
  return { type, values: fields.map((field) => field.subarray(7, -1)) };
}
