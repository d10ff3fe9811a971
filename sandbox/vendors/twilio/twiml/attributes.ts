/** Reads a verb's attributes. What is wrong with one is a warning, and its default holds. */
import type { Method, Scene } from './types.ts';
import type { Element } from './xml.ts';

export interface Attributes {
  text(name: string): string | undefined;
  whole(name: string, range: { min: number; max?: number }): number | undefined;
  flag(name: string): boolean | undefined;
  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined;
  /** Several of them, with spaces between. */
  someOf<T extends string>(name: string, values: readonly T[]): readonly T[] | undefined;
  method(name?: string): Method;
  /** Resolved against the document's address; undefined where there is none. */
  url(name: string): string | undefined;
}

export function attributesOf({ name: tag, attributes }: Element, scene: Scene): Attributes {
  const complain = (name: string, expected: string) =>
    scene.warn(12200, `<${tag}> ${name}="${attributes.get(name) ?? ''}" should be ${expected}`);

  function read<T>(name: string, expected: string, parse: (value: string) => T | undefined): T | undefined {
    const value = attributes.get(name);
    if (value === undefined) return undefined;
    const meant = parse(value.trim());
    if (meant === undefined) complain(name, expected);
    return meant;
  }
  const among = <T extends string>(values: readonly T[], value: string) =>
    values.find((each) => each === value);
  const oneOf: Attributes['oneOf'] = (name, values) =>
    read(name, `one of ${values.join(', ')}`, (value) => among(values, value));

  return {
    text: (name) => attributes.get(name),
    whole: (name, { min, max = Number.MAX_SAFE_INTEGER }) =>
      read(name, `a whole number from ${min} up`, (value) => {
        const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
        return number >= min && number <= max ? number : undefined;
      }),
    flag: (name) => {
      const value = oneOf(name, ['true', 'false']);
      return value === undefined ? undefined : value === 'true';
    },
    oneOf,
    someOf: (name, values) =>
      read(name, `some of ${values.join(', ')}`, (value) => {
        const words = value.split(/\s+/).map((word) => among(values, word));
        return words.some((word) => word === undefined)
          ? undefined
          : words.filter((word) => word !== undefined);
      }),
    method: (name = 'method') => oneOf(name, ['GET', 'POST']) ?? 'POST',
    url: (name) => {
      const value = attributes.get(name)?.trim();
      return value === undefined || value === '' ? undefined : scene.resolve(value);
    },
  };
}

/** The text of an element and of everything in it. */
export function textOf({ children }: Element): string {
  return children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

export function elementsOf({ children }: Element): Element[] {
  return children.filter((child) => typeof child !== 'string');
}
