/** The vendors' own API descriptions, where a development machine has them beside the project. */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Spec {
  /** Of a place in the document: `#/components/schemas/ErrorResponse`. */
  validator(pointer: string): ValidateFunction;
}

const root = new URL('../../../', import.meta.url);
/** Beside the project, or beside the folder of its worktrees. */
const places = ['../shared/specs', '../../shared/specs'];

/** Undefined, and one line that says so, where it is not there. */
export function readSpec(
  name: string,
  amend: (document: string) => string = (text) => text,
): Spec | undefined {
  const found = places.map((place) => new URL(`${place}/${name}`, root)).find((file) => existsSync(file));
  if (found === undefined) {
    console.log(`Not validated against ${name}: there is no ../shared/specs.`);
    return undefined;
  }
  const document = nullable(JSON.parse(amend(readFileSync(found, 'utf8')))) as object;
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, name);
  return {
    validator(pointer) {
      const validate = ajv.getSchema(`${name}${pointer}`);
      if (validate === undefined) throw new Error(`${name} has no ${pointer}`);
      return validate as ValidateFunction;
    },
  };
}

/** OpenAPI 3.0 says `nullable` where JSON Schema says another type. */
function nullable(value: Json): Json {
  if (Array.isArray(value)) return value.map(nullable);
  if (value === null || typeof value !== 'object') return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, nullable(each)]));
  const { nullable: mayBeNull, ...rest } = inner;
  return mayBeNull === true ? { anyOf: [rest, { type: 'null' }] } : inner;
}
