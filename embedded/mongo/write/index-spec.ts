/** The specification of an index that is to be made, checked like MongoDB checks it. */
import { MongoError } from '../errors.ts';
import { compileFilter, typeName } from '../match/index.ts';
import { type IndexSpec, isTextIndex } from '../store/indexes.ts';
import { languageNamed } from '../text/languages.ts';
import type { Doc } from '../values/bson.ts';
import { equal } from '../values/compare.ts';
import { namesOf } from '../values/depth.ts';
import { isNumber, toNumber } from '../values/numbers.ts';
import { Rank, rankOf } from '../values/rank.ts';
import { shellForm } from '../values/shell.ts';

const KNOWN = new Set([
  'v',
  'key',
  'name',
  'ns',
  'unique',
  'sparse',
  'background',
  'hidden',
  'partialFilterExpression',
  'expireAfterSeconds',
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
]);

/** What a client asked for, checked, in the form in which it is kept. */
export function indexSpec(given: unknown): IndexSpec {
  if (rankOf(given) !== Rank.object) throw new MongoError(14, 'an index has to be described by an object');
  return checkedSpec(given as Doc);
}

function checkedSpec(given: Doc): IndexSpec {
  for (const option of Object.keys(given)) {
    if (KNOWN.has(option)) continue;
    if (option === 'collation' && equal((given.collation as Doc | null)?.locale, 'simple')) continue;
    if (option === 'collation' || option === 'wildcardProjection' || option === 'storageEngine') {
      throw new MongoError(115, `the embedded engine does not support the index option '${option}'`);
    }
    throw new MongoError(
      197,
      `The field '${option}' is not valid for an index specification. Specification: ${shellForm(given)}`,
    );
  }
  const key = keyPattern(given.key);
  const name = given.name;
  if (typeof name !== 'string' || name === '') throw new MongoError(67, 'The index name cannot be empty');
  if (given.hidden)
    throw new MongoError(115, "the embedded engine does not support the index option 'hidden'");
  const spec: IndexSpec = { v: 2, key, name };
  for (const option of ['unique', 'sparse', 'background'] as const)
    if (truthy(given[option])) spec[option] = true;
  if (given.partialFilterExpression !== undefined) {
    if (spec.sparse) throw new MongoError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
    spec.partialFilterExpression = partialFilter(given.partialFilterExpression);
  }
  if (given.expireAfterSeconds !== undefined)
    spec.expireAfterSeconds = lifetime(given.expireAfterSeconds, key);
  if (isIdKey(key)) {
    if (spec.sparse || spec.partialFilterExpression)
      throw new MongoError(197, `The _id index cannot be sparse or partial`);
    return { v: 2, key, name: '_id_' };
  }
  return isTextIndex(spec) ? textSpec(spec, given) : spec;
}

function keyPattern(given: unknown): Record<string, number | string> {
  if (rankOf(given) !== Rank.object)
    throw new MongoError(14, `'key' must be an object, but is of type ${typeName(given)}`);
  const key: Record<string, number | string> = {};
  for (const [path, direction] of Object.entries(given as Doc)) {
    const names = namesOf(path);
    if (names.includes('')) {
      throw new MongoError(67, `Index keys cannot contain an empty field: ${shellForm(given)}`);
    }
    if (path.includes('$**') && direction !== 'text') {
      throw new MongoError(67, `the embedded engine does not support wildcard indexes: ${shellForm(given)}`);
    }
    if (names.some((name) => name.startsWith('$') && name !== '$**')) {
      throw new MongoError(
        67,
        `Index key contains an illegal field name: field name starts with '$': ${path}`,
      );
    }
    if (typeof direction === 'string') {
      if (direction !== 'text') {
        const known = ['hashed', '2d', '2dsphere', 'columnstore'].includes(direction);
        throw new MongoError(
          67,
          known
            ? `the embedded engine does not support ${direction} indexes`
            : `Unknown index plugin '${direction}'`,
        );
      }
      key[path] = direction;
      continue;
    }
    if (!isNumber(direction) || toNumber(direction) === 0 || Number.isNaN(toNumber(direction))) {
      throw new MongoError(
        67,
        `Values in the index key pattern must be non-zero numbers or 'text': ${shellForm(given)}`,
      );
    }
    key[path] = toNumber(direction);
  }
  if (Object.keys(key).length === 0) throw new MongoError(67, 'Index keys cannot be empty.');
  if (Object.keys(key).length > 32) throw new MongoError(13103, 'too many compound keys');
  return key;
}

function partialFilter(given: unknown): Doc {
  if (rankOf(given) !== Rank.object) throw new MongoError(14, "'partialFilterExpression' must be an object");
  const allowed = new Set(['$eq', '$exists', '$gt', '$gte', '$lt', '$lte', '$type', '$and', '$or', '$in']);
  const refused = operatorsIn(given as Doc).find((operator) => !allowed.has(operator));
  if (refused) throw new MongoError(67, `Expression not supported in partial index: ${refused}`);
  compileFilter(given as Doc);
  return given as Doc;
}

function operatorsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(operatorsIn);
  if (rankOf(value) !== Rank.object) return [];
  return Object.entries(value as Doc).flatMap(([name, inner]) => [
    ...(name.startsWith('$') ? [name] : []),
    ...operatorsIn(inner),
  ]);
}

function lifetime(given: unknown, key: Doc): number {
  if (!isNumber(given)) throw new MongoError(67, "TTL index 'expireAfterSeconds' option must be numeric");
  const seconds = toNumber(given);
  if (seconds < 0 || seconds > 2 ** 31 - 1) {
    throw new MongoError(
      67,
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number than ${seconds}.`,
    );
  }
  if (Object.keys(key).length !== 1 || isIdKey(key)) {
    throw new MongoError(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL');
  }
  return seconds;
}

function textSpec(spec: IndexSpec, given: Doc): IndexSpec {
  if (spec.unique) throw new MongoError(67, 'text indexes cannot be unique');
  const weights: Doc = {};
  // As MongoDB shows it: whatever the text fields are, they are one entry of the key, and stand in the weights.
  const key: IndexSpec['key'] = {};
  for (const [path, direction] of Object.entries(spec.key)) {
    if (direction === 'text') {
      // `_fts` is what listIndexes gives, and a dump holds: the fields are in the weights then.
      if (path !== '_fts') weights[path] = 1;
      key._fts = 'text';
      key._ftsx = 1;
    } else if (key._fts !== undefined && path !== '_ftsx') {
      throw new MongoError(
        115,
        `the embedded engine supports no fields behind the text in a text index: ${path}`,
      );
    } else key[path] = direction;
  }
  for (const [path, weight] of Object.entries((given.weights as Doc | undefined) ?? {})) {
    if (!isNumber(weight) || toNumber(weight) <= 0 || toNumber(weight) >= 99_999) {
      throw new MongoError(
        67,
        `text index weight must be in the exclusive interval (0,99999) but found: ${shellForm(weight)}`,
      );
    }
    weights[path] = toNumber(weight);
  }
  const language = given.default_language ?? 'english';
  if (typeof language !== 'string') throw new MongoError(67, 'default_language needs a string type');
  languageNamed(language);
  return {
    ...spec,
    key,
    weights,
    default_language: language,
    language_override: given.language_override ?? 'language',
    textIndexVersion: 3,
  };
}

function truthy(value: unknown): boolean {
  return isNumber(value) ? toNumber(value) !== 0 : value === true;
}

function isIdKey(key: Doc): boolean {
  return Object.keys(key).length === 1 && key._id === 1;
}
