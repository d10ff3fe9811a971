/** Regular expressions in expressions. Positions are counted in code points. */
import { compileRegex } from '../../match/regex.ts';
import type { Doc } from '../../values/bson.ts';
import { regexParts } from '../../values/compare.ts';
import { named, type Operator } from '../expressions/operator.ts';
import { nullish, refuse, typeName } from '../expressions/values.ts';

const compiled = new Map<string, RegExp>();

/** Compiled once, and set to find every match. */
function regExp(pattern: string, options: string): RegExp {
  const key = `${options}/${pattern}`;
  let regex = compiled.get(key);
  if (!regex) {
    const { source, flags } = compileRegex(pattern, options);
    regex = new RegExp(source, `${flags}g`);
    if (compiled.size > 500) compiled.clear();
    compiled.set(key, regex);
  }
  return regex;
}

function prepare(name: string, { input, regex, options }: Doc): [string, RegExp] | undefined {
  if (!nullish(input) && typeof input !== 'string')
    refuse(51104, `${name} needs 'input' to be of type string`);
  if (!nullish(options) && typeof options !== 'string')
    refuse(51106, `${name} needs 'options' to be of type string`);
  const isRegex = typeName(regex) === 'regex';
  if (!nullish(regex) && !isRegex && typeof regex !== 'string') {
    refuse(51105, `${name} needs 'regex' to be of type string or regex`);
  }
  const [pattern, own] = isRegex ? regexParts(regex) : [regex as string, ''];
  if (own && !nullish(options))
    refuse(51107, `${name} found regex option(s) specified in both 'regex' and 'option' fields`);
  if (nullish(input) || nullish(regex)) return undefined;
  return [input as string, regExp(pattern, own || ((options as string | null | undefined) ?? ''))];
}

function describe(input: string, match: RegExpExecArray): Doc {
  return {
    match: match[0],
    idx: [...input.slice(0, match.index)].length,
    captures: match.slice(1).map((capture) => (capture as string | undefined) ?? null),
  };
}

function operator(name: string, run: (found: [string, RegExp] | undefined) => unknown): Operator {
  return named(['input', 'regex'], ['options'], (args) => run(prepare(name, args)));
}

function first([input, regex]: [string, RegExp]): RegExpExecArray | null {
  regex.lastIndex = 0;
  return regex.exec(input);
}

/** Nothing is looked for at the very end of a text, unless that is its beginning too. */
function all([input, regex]: [string, RegExp]): RegExpExecArray[] {
  return [...input.matchAll(regex)].filter(({ index }) => index < input.length || input === '');
}

export const regexes: Record<string, Operator> = {
  $regexMatch: operator('$regexMatch', (found) => found !== undefined && first(found) !== null),
  $regexFind: operator('$regexFind', (found) => {
    const match = found && first(found);
    return match ? describe(found[0], match) : null;
  }),
  $regexFindAll: operator('$regexFindAll', (found) =>
    found ? all(found).map((match) => describe(found[0], match)) : [],
  ),
};
