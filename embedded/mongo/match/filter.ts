/** A filter, compiled once into a function that tests documents as MongoDB's matcher does. */
import { MongoError } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { compareNumbers } from '../values/numbers.ts';
import { conditions, every, isTruthy } from './operators.ts';
import { isDoc, type Matcher, type Position } from './path.ts';

export interface FilterOptions {
  /** Evaluates the expression of $expr on a document. */
  compileExpression?: (expression: unknown) => (doc: Doc) => unknown;
  /** Answers $text, which the text index does. */
  text?: (doc: Doc) => boolean;
}

export function compileFilter(filter: Doc, options: FilterOptions = {}): (doc: Doc) => boolean {
  const matcher = compileMatcher(filter, options);
  return (doc) => matcher(doc);
}

/**
 * Finds the index of the array element that made the filter match, which `$` stands for. Where conditions on
 * several arrays match, that of `arrayPath` itself decides, otherwise the last one, as in MongoDB.
 */
export function compilePositional(filter: Doc): (doc: Doc, arrayPath: string) => number | undefined {
  // The document is known to match: what cannot say anything about a position need not be asked again.
  const options: FilterOptions = { compileExpression: () => () => true, text: () => true };
  const matchers = new Map<string, Matcher[]>();
  return (doc, arrayPath) => {
    let parts = matchers.get(arrayPath);
    if (!parts) {
      const beside = Object.entries(filter).filter(([path]) => `${path}.`.startsWith(`${arrayPath}.`));
      parts = [Object.fromEntries(beside), filter].map((part) => compileMatcher(part, options));
      matchers.set(arrayPath, parts);
    }
    for (const matcher of parts) {
      const position: Position = { index: undefined };
      if (matcher(doc, position) && position.index !== undefined) return position.index;
    }
    return undefined;
  };
}

export function positionalMatch(filter: Doc, doc: Doc, arrayPath: string): number | undefined {
  return compilePositional(filter)(doc, arrayPath);
}

export function compileMatcher(filter: Doc, options: FilterOptions, nested = false): Matcher {
  const matchers: Matcher[] = [];
  for (const [name, operand] of Object.entries(filter)) {
    if (!name.startsWith('$') || /^\$(ref|id|db)$/.test(name)) {
      const subfilter = (inner: Doc) => compileMatcher(inner, options, true);
      for (const { onDoc } of conditions(name, operand, subfilter)) matchers.push(onDoc);
    } else {
      const matcher = topLevel(name, operand, options, nested);
      if (matcher) matchers.push(matcher);
    }
  }
  return every(matchers);
}

/** An alternative that fails half-way must not leave its array's position behind. */
function alone(matcher: Matcher, doc: Doc, position: Position | undefined): boolean {
  if (!position) return matcher(doc);
  const { index } = position;
  if (matcher(doc, position)) return true;
  position.index = index;
  return false;
}

function topLevel(
  name: string,
  operand: unknown,
  options: FilterOptions,
  nested: boolean,
): Matcher | undefined {
  const onlyOnTop = () => new MongoError(2, `${name} can only be applied to the top-level document`);
  switch (name) {
    case '$and':
    case '$or':
    case '$nor': {
      if (!Array.isArray(operand)) throw new MongoError(2, `${name} must be an array`);
      if (operand.length === 0) throw new MongoError(2, '$and/$or/$nor must be a nonempty array');
      const parts = operand.map((part: unknown) => {
        if (!isDoc(part)) throw new MongoError(2, '$or/$and/$nor entries need to be full objects');
        return compileMatcher(part, options, nested);
      });
      if (name === '$and') return every(parts);
      if (name === '$or') return (doc, position) => parts.some((part) => alone(part, doc, position));
      return (doc) => !parts.some((part) => part(doc));
    }
    case '$comment':
      return undefined;
    case '$expr': {
      if (nested) throw onlyOnTop();
      if (!options.compileExpression) throw new MongoError(224, '$expr is not allowed in this context');
      const evaluate = options.compileExpression(operand);
      return (doc) => isTruthy(evaluate(doc));
    }
    case '$text': {
      if (nested) throw onlyOnTop();
      const { text } = options;
      if (!text) throw new MongoError(27, 'text index required for $text query');
      return (doc) => text(doc);
    }
    case '$where':
    case '$jsonSchema':
      throw new MongoError(238, `${name} is not supported by this server`);
    case '$alwaysTrue':
    case '$alwaysFalse':
      if (compareNumbers(operand, 1) !== 0) throw new MongoError(9, `${name} must be an integer value of 1`);
      return () => name === '$alwaysTrue';
    default:
      throw new MongoError(
        2,
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, ` +
          'consider using $getField or $setField.',
      );
  }
}
