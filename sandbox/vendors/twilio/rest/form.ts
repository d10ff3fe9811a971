/** Reads the fields of a request; what is wrong is refused with the code that Twilio has for it. */
import { onTheWire } from '../signature.ts';
import type { Callback, Method } from '../twiml/types.ts';
import { RestError } from './errors.ts';

const invalid = 20001;

export interface Fields {
  text(name: string): string | undefined;
  url(name: string, code?: number): string | undefined;
  method(name: string): Method;
  whole(name: string, range: { min: number; max: number; code?: number }): number | undefined;
  flag(name: string): boolean;
  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined;
  /** An address with its method and, where events can be chosen, those that were. */
  callback(
    name: string,
    events?: { known: readonly string[]; usual: readonly string[] },
  ): Callback | undefined;
}

export function fieldsOf(form: URLSearchParams): Fields {
  const text = (name: string) => {
    const value = form.get(name);
    return value === null || value === '' ? undefined : value;
  };
  const url: Fields['url'] = (name, code = invalid) => {
    const value = text(name);
    if (value !== undefined && !isHttp(value)) throw refused(code, `${name} is not a valid URL: ${value}`);
    return value;
  };
  const oneOf: Fields['oneOf'] = (name, values) => {
    const value = text(name);
    const found = values.find((each) => each.toLowerCase() === value?.toLowerCase());
    if (value !== undefined && found === undefined) {
      throw refused(invalid, `${name} must be one of ${values.join(', ')}, not ${value}`);
    }
    return found;
  };
  const method = (name: string): Method => {
    const value = text(name)?.toUpperCase() ?? 'POST';
    if (value === 'GET' || value === 'POST') return value;
    throw refused(21209, `${name} must be GET or POST, not ${value}`);
  };
  return {
    text,
    url,
    method,
    oneOf,
    whole(name, { min, max, code = invalid }) {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (number >= min && number <= max) return number;
      throw refused(code, `${name} must be a whole number from ${min} to ${max}, not ${value}`);
    },
    flag: (name) => oneOf(name, ['true', 'false']) === 'true',
    callback(name, events) {
      const address = url(name, 21609);
      if (address === undefined) return undefined;
      const asked = form
        .getAll(`${name}Event`)
        .flatMap((value) => value.split(/[\s,]+/))
        .filter(Boolean);
      const unknown = asked.find((event) => !events?.known.includes(event));
      if (unknown !== undefined) throw refused(invalid, `${name}Event ${unknown} is not supported`);
      return {
        url: address,
        method: method(`${name}Method`),
        events: asked.length > 0 ? asked : (events?.usual ?? []),
      };
    },
  };
}

export function refused(code: number, message: string): RestError {
  return new RestError(400, code, message);
}

function isHttp(url: string): boolean {
  try {
    return onTheWire(url).scheme.startsWith('http');
  } catch {
    return false;
  }
}
