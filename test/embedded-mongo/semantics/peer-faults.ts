/**
 * Where the peer (FerretDB 2.7 on DocumentDB 1.0) answers otherwise than MongoDB; here MongoDB's documentation,
 * or what its server has always done, decides. Cases that meet one of these are not compared.
 */
import { MaxKey, MinKey } from 'bson';
import { getPath, isDoc, missing } from '../../../embedded/mongo/match/index.ts';
import type { Doc } from '../../../embedded/mongo/values/bson.ts';
import { equal } from '../../../embedded/mongo/values/compare.ts';
import {
  add,
  isNumber,
  multiply,
  numberType,
  toExactInteger,
} from '../../../embedded/mongo/values/numbers.ts';

interface Fault<Case> {
  reason: string;
  rule: string;
  meets: (input: Case) => boolean;
}

interface FilterCase {
  filter: Doc;
  docs: Doc[];
}

interface UpdateCase {
  update: Doc;
  doc: Doc;
}

interface ProjectionCase {
  projection: Doc;
  doc: Doc;
}

const filterFaults: Fault<FilterCase>[] = [
  {
    reason:
      '$gt MinKey, $lt MaxKey and $lte MaxKey do not find documents without the field ($gte MinKey does)',
    rule: 'MinKey and MaxKey compare with every type, and so with a field that is not there',
    meets: ({ filter }) => contains(filter, (name, value) => /^\$[gl]te?$/.test(name) && isKey(value)),
  },
  {
    reason: '$bitsAllSet and its sisters take NaN, the infinities and Decimal 0.1 for 0',
    rule: 'numbers that are no 64-bit integers match no bit test',
    meets: ({ filter, docs }) =>
      contains(filter, (name) => name.startsWith('$bits')) && holds(docs, isNoInteger),
  },
  {
    reason:
      '$gte null and $lte null inside $elemMatch do not find elements without the field ($eq null does)',
    rule: 'null in a comparison stands for a missing field, inside $elemMatch as outside',
    meets: ({ filter }) =>
      contains(filter, (name, condition) => name === '$elemMatch' && contains(condition, isOrderedNull)),
  },
];

const updateFaults: Fault<UpdateCase>[] = [
  {
    reason: '$unset through $[] or $[x] of what is no array changes nothing',
    rule: 'an array update needs its array: "Cannot apply array updates to non-array element"',
    meets: ({ update, doc }) =>
      fieldsOf(update, '$unset').some(([path]) => path.includes('$[') && !Array.isArray(doc.a)),
  },
  {
    reason: '$max does not replace NaN by a number',
    rule: '$max and $min compare in the order of all values, in which NaN is the lowest number',
    meets: ({ update, doc }) =>
      ('$max' in update || '$min' in update) && (holds(doc, isNaNumber) || holds(update, isNaNumber)),
  },
  {
    reason: '$unset below an array by a name instead of an index is refused',
    rule: 'if the field does not exist, $unset does nothing',
    meets: ({ update, doc }) =>
      fieldsOf(update, '$unset').some(([path]) =>
        throughArray(doc, path.split('.'), (segment) => !/^\d+$/.test(segment)),
      ),
  },
  {
    reason: '$rename of a field below an array is ignored',
    rule: 'a path through an array cannot be renamed: refused, as every path that is not viable',
    meets: ({ update, doc }) =>
      fieldsOf(update, '$rename').some(([path]) => throughArray(doc, path.split('.'), () => true)),
  },
  {
    reason: '$rename of a missing field to a place below an array is refused',
    rule: 'if the field to rename does not exist, $rename does nothing',
    meets: ({ update, doc }) =>
      fieldsOf(update, '$rename').some(
        ([path, to]) =>
          getPath(doc, path) === missing && throughArray(doc, String(to).split('.'), () => true),
      ),
  },
  {
    reason: 'several operators add their fields one operator after the other',
    rule: 'fields are processed in lexicographic order, whatever operators they stand under',
    meets: ({ update, doc }) =>
      Object.keys(update).length > 1 &&
      Object.keys(update)
        .flatMap((name) => fieldsOf(update, name))
        .some(([path]) => getPath(doc, path) === missing),
  },
  {
    reason: '$inc and $mul that leave the number as it is count as modifications',
    rule: 'a document is counted as modified only where it differs afterwards',
    meets: ({ update, doc }) =>
      (
        [
          ['$inc', add],
          ['$mul', multiply],
        ] as const
      ).some(([name, apply]) =>
        fieldsOf(update, name).some(([path, operand]) => {
          if (path.includes('$[')) return true;
          const value = getPath(doc, path);
          return isNumber(value) && equal(apply(value, operand), value);
        }),
      ),
  },
  {
    reason: '$mul of a missing field by NaN, an infinity, 0.10 or -0.5 makes it 0',
    rule: 'the field becomes zero times the operand: NaN, 0.00 or -0',
    meets: ({ update, doc }) =>
      fieldsOf(update, '$mul').some(
        ([path, operand]) =>
          getPath(doc, path) === missing && ['decimal', 'double'].includes(String(numberType(operand))),
      ),
  },
  {
    reason: '$inc and $mul take true for 1',
    rule: 'a field that is no number is refused (14)',
    meets: ({ update, doc }) =>
      ['$inc', '$mul'].some((name) =>
        fieldsOf(update, name).some(([path]) => typeof getPath(doc, path) === 'boolean'),
      ),
  },
  {
    reason: '$pull, $pullAll and $pop of d.e make an empty document d where there was none',
    rule: 'these operators have no effect where the path does not exist',
    meets: ({ update, doc }) =>
      ['$pull', '$pullAll', '$pop'].some((name) =>
        fieldsOf(update, name).some(([path]) => path.includes('.') && getPath(doc, path) === missing),
      ),
  },
  {
    reason: '$pull of {} removes every element',
    rule: 'a document as condition is for elements that are documents',
    meets: ({ update }) =>
      fieldsOf(update, '$pull').some(([, operand]) => isDoc(operand) && isEmpty(operand)),
  },
  {
    reason: '$pull tests an element that is an array as if it were a document, or as a whole',
    rule: 'conditions on fields are for elements that are documents; operators look through an array as in a filter',
    meets: ({ update, doc }) =>
      fieldsOf(update, '$pull').some(([, operand]) => isDoc(operand)) && hasNestedArray(doc),
  },
  {
    reason:
      '$push and $addToSet of nothing (an empty $each, $slice: 0) into a field that does not exist change nothing',
    rule: 'both add the array field with the values as its elements, be there none',
    meets: ({ update }) =>
      ['$push', '$addToSet'].some((name) =>
        fieldsOf(update, name).some(
          ([, operand]) => isDoc(operand) && (isEmptyArray(operand.$each) || operand.$slice === 0),
        ),
      ),
  },
];

const projectionFaults: Fault<ProjectionCase>[] = [
  {
    reason: 'one field may be named twice, once as a.b and once as { a: { b } }',
    rule: 'a projection that names a path twice is refused (31250, path collision)',
    meets: ({ projection }) =>
      Object.entries(projection).some(
        ([name, wanted]) =>
          isDoc(wanted) && Object.keys(projection).some((other) => other.startsWith(`${name}.`)),
      ),
  },
  {
    reason: '{ _id: 1 } beside nothing but $slice answers the other fields too',
    rule: '$slice alone excludes nothing, but with _id: 1 the projection is an inclusion',
    meets: ({ projection }) => Boolean(projection._id) && contains(projection, (name) => name === '$slice'),
  },
];

/** Is there a field anywhere in the value, whose name and value pass the test? */
function contains(value: unknown, test: (name: string, value: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => contains(item, test));
  if (!isDoc(value)) return false;
  return Object.entries(value).some(([name, inner]) => test(name, inner) || contains(inner, test));
}

/** Does the path lead into an array by a segment that passes the test? */
function throughArray(value: unknown, path: string[], test: (segment: string) => boolean): boolean {
  const [segment, ...rest] = path;
  if (segment === undefined) return false;
  if (Array.isArray(value)) return test(segment) || throughArray(value[Number(segment)], rest, test);
  return isDoc(value) && throughArray(value[segment], rest, test);
}

/** Is there a value anywhere that passes the test? */
function holds(value: unknown, test: (value: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => holds(item, test));
  return isDoc(value) ? Object.values(value).some((inner) => holds(inner, test)) : test(value);
}

const hasNestedArray = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some((item) => Array.isArray(item) || hasNestedArray(item))
    : isDoc(value) && Object.values(value).some(hasNestedArray);

const isOrderedNull = (name: string, operand: unknown): boolean =>
  /^\$[gl]te$/.test(name) && operand === null;

const isEmpty = (doc: Doc): boolean => Object.keys(doc).length === 0;

const isNaNumber = (value: unknown): boolean => equal(value, Number.NaN);

const isNoInteger = (value: unknown): boolean => isNumber(value) && toExactInteger(value) === undefined;

const isKey = (value: unknown): boolean => value instanceof MinKey || value instanceof MaxKey;

const isEmptyArray = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

function fieldsOf(update: Doc, operator: string): [string, unknown][] {
  const fields = update[operator];
  return isDoc(fields) ? Object.entries(fields) : [];
}

export const differsInFilter = (filter: Doc, docs: Doc[]): boolean =>
  filterFaults.some(({ meets }) => meets({ filter, docs }));

export const differsInUpdate = (update: Doc, doc: Doc): boolean =>
  updateFaults.some(({ meets }) => meets({ update, doc }));

export const differsInProjection = (projection: Doc, doc: Doc): boolean =>
  projectionFaults.some(({ meets }) => meets({ projection, doc }));
