/** An update, compiled once into a function from a document to the changed one. */
import { MongoError } from '../errors.ts';
import { compilePositional } from '../match/filter.ts';
import { isDoc, missing } from '../match/path.ts';
import { typeName } from '../match/type.ts';
import type { Doc } from '../values/bson.ts';
import { compare, identical } from '../values/compare.ts';
import { shellForm } from '../values/shell.ts';
import { arrayOperators } from './arrays.ts';
import { checkViable, Editor } from './editor.ts';
import { fieldOperators, type Operation, unchanged } from './fields.ts';
import { checkIdentifiers, compileArrayFilters } from './filters.ts';
import {
  comparePaths,
  isDynamic,
  type Path,
  PathSet,
  parsePath,
  type Resolver,
  refuseDollar,
  resolve,
} from './paths.ts';

export interface UpdateOptions {
  /** The command's filter, which says what `$` in a path stands for. */
  filter: Doc;
  arrayFilters?: readonly Doc[];
  /** Runs the stages of an update in the form of a pipeline. */
  runPipeline?: (stages: Doc[], doc: Doc) => Doc;
  now?: Date;
}

export interface Update {
  /** The changed document, undefined where nothing changes. The argument itself is never written to. */
  apply(doc: Doc, onInsert?: boolean): Doc | undefined;
}

/** One operator on one path; `from` is where $rename takes its value. */
interface Modification {
  path: Path;
  operation: Operation;
  from?: Path;
}

const operators = new Map(Object.entries({ ...fieldOperators, ...arrayOperators }));

export function isReplacement(update: Doc | readonly Doc[]): boolean {
  return !Array.isArray(update) && !Object.keys(update)[0]?.startsWith('$');
}

export function compileUpdate(update: Doc | Doc[], options: UpdateOptions): Update {
  if (Array.isArray(update)) return pipelineUpdate(update, options);
  if (!isReplacement(update)) return operatorUpdate(update, options);
  checkStorable(update);
  return { apply: (doc) => replace(doc, update) };
}

function pipelineUpdate(stages: Doc[], { arrayFilters, runPipeline }: UpdateOptions): Update {
  if (arrayFilters?.length)
    throw new MongoError(9, 'arrayFilters may not be specified for pipeline-style updates');
  if (!runPipeline) throw new MongoError(9, 'an update in the form of a pipeline is not allowed here');
  return {
    apply: (doc) => {
      const result = runPipeline(stages, doc);
      checkStorable(result);
      return replace(doc, result);
    },
  };
}

/** The new document under the old one's _id, which stands first and never changes. */
function replace(doc: Doc, next: Doc): Doc | undefined {
  const hadId = Object.hasOwn(doc, '_id');
  if (hadId && Object.hasOwn(next, '_id') && compare(doc._id, next._id) !== 0) {
    const altered = `was found to have been altered to _id: ${shellForm(next._id)}`;
    throw new MongoError(66, `After applying the update, the (immutable) field '_id' ${altered}`);
  }
  const result = hadId ? { _id: undefined, ...next } : idFirst(next);
  if (hadId) result._id = doc._id;
  return identical(result, doc) ? undefined : result;
}

function idFirst(doc: Doc): Doc {
  return Object.hasOwn(doc, '_id') && Object.keys(doc)[0] !== '_id' ? { _id: doc._id, ...doc } : doc;
}

/** Names that begin with $ are refused at the top, and what an _id cannot be. */
function checkStorable(doc: Doc): void {
  for (const name of Object.keys(doc)) if (name.startsWith('$')) refuseDollar(name);
  if (Object.hasOwn(doc, '_id')) checkId(doc._id);
}

function checkId(id: unknown): void {
  const type = typeName(id);
  if (['array', 'regex', 'undefined'].includes(type)) {
    throw new MongoError(53, `The '_id' value cannot be of type ${type}`);
  }
  const wrong =
    isDoc(id) && Object.keys(id).find((name) => name.startsWith('$') && !/^\$(ref|id|db)$/.test(name));
  if (wrong)
    throw new MongoError(
      52,
      `_id fields may not contain '$'-prefixed fields: ${wrong} is not valid for storage.`,
    );
}

function operatorUpdate(update: Doc, options: UpdateOptions): Update {
  const filters = compileArrayFilters(options.arrayFilters ?? []);
  const modifications = parse(update, options.now ?? new Date());
  checkIdentifiers(
    modifications.map(({ path }) => path),
    filters,
    update,
  );
  const dynamic = modifications.some(({ path }) => path.some(isDynamic));
  const resolver: Resolver = {
    positional: compilePositional(options.filter),
    passes: (identifier, element) => identifier === '' || filters.get(identifier)?.(element) === true,
  };
  return {
    apply(doc, onInsert = false) {
      const editor = new Editor(doc);
      for (const modification of dynamic ? concrete(modifications, doc, resolver) : modifications) {
        if (onInsert || !modification.operation.insertOnly) modify(editor, modification, doc);
      }
      if (!editor.changed) return undefined;
      return onInsert ? idFirst(editor.doc) : editor.doc;
    },
  };
}

function parse(update: Doc, now: Date): Modification[] {
  const paths = new PathSet((path, at) => `Updating the path '${path}' would create a conflict at '${at}'`);
  const modifications: Modification[] = [];
  for (const [name, fields] of Object.entries(update)) {
    const operator = operators.get(name);
    if (!operator && name !== '$rename') {
      const expected = 'Expected a valid update modifier or pipeline-style update specified as an array';
      throw new MongoError(9, `Unknown modifier: ${name}. ${expected}`);
    }
    if (!isDoc(fields)) {
      const form = `{$mod: {<field>: ...}} not {${name}: ${shellForm(fields)}}`;
      const what = `Modifiers operate on fields but we found type ${typeName(fields)} instead.`;
      throw new MongoError(9, `${what} For example: ${form}`);
    }
    for (const [field, operand] of Object.entries(fields)) {
      const path = parsePath(field);
      const modification = operator
        ? { path, operation: operator(operand, field, now) }
        : renaming(path, operand);
      for (const used of [modification.from, modification.path]) if (used) paths.add(used);
      modifications.push(modification);
    }
  }
  return modifications.sort((a, b) => comparePaths(a.path, b.path));
}

function renaming(from: Path, target: unknown): Modification & { from?: Path } {
  const field = from.join('.');
  if (typeof target !== 'string') {
    throw new MongoError(2, `The 'to' field for $rename must be a string: ${field}: ${shellForm(target)}`);
  }
  const path = parsePath(target);
  const given = `${field}: "${target}"`;
  if (field === target)
    throw new MongoError(2, `The source and target field for $rename must differ: ${given}`);
  if (`${field}.`.startsWith(`${target}.`) || `${target}.`.startsWith(`${field}.`)) {
    throw new MongoError(2, `The source and target field for $rename must not be on the same path: ${given}`);
  }
  if (from.some(isDynamic))
    throw new MongoError(2, `The source field for $rename may not be dynamic: ${field}`);
  if (path.some(isDynamic))
    throw new MongoError(2, `The destination field for $rename may not be dynamic: ${target}`);
  return { path, from, operation: { change: () => unchanged, absent: 'create' } };
}

function concrete(modifications: Modification[], doc: Doc, resolver: Resolver): Modification[] {
  const paths = new PathSet((_path, at) => `Update created a conflict at '${at}'`);
  const all = modifications.flatMap((modification) =>
    resolve(modification.path, doc, resolver).map((path) => ({ ...modification, path })),
  );
  for (const { path } of all) paths.add(path);
  return all.sort((a, b) => comparePaths(a.path, b.path));
}

function modify(editor: Editor, modification: Modification, original: Doc): void {
  const { path, operation, from } = modification;
  if (from) {
    rename(editor, from, path, original);
    return;
  }
  const found = editor.find(path);
  const exists = found.value !== missing && found.depth === path.length - 1;
  if (!exists && operation.absent !== 'create') {
    if (operation.absent === 'ignore') checkViable(path, found);
    return;
  }
  const value = operation.change(exists ? found.value : missing, { path: path.join('.'), doc: editor.doc });
  if (value !== unchanged) write(editor, path, value, original);
}

function write(editor: Editor, path: Path, value: unknown, original: Doc): void {
  if (value === missing) editor.unset(path);
  else editor.set(path, value);
  if (path[0] !== '_id') return;
  if (Object.hasOwn(original, '_id')) {
    const field = path.join('.');
    throw new MongoError(
      66,
      `Performing an update on the path '${field}' would modify the immutable field '_id'`,
    );
  }
  checkId(editor.doc._id);
}

/** Sets the target, then removes the source; neither may lie inside an array. */
function rename(editor: Editor, from: Path, to: Path, original: Doc): void {
  const source = editor.find(from);
  if (source.value === missing || source.depth < from.length - 1) {
    checkViable(from, source);
    return;
  }
  for (const [path, what] of [
    [from, 'source'],
    [to, 'destination'],
  ] as const) {
    for (let length = 1; length < path.length; length++) {
      const parent = editor.find(path.slice(0, length));
      if (parent.depth === length - 1 && Array.isArray(parent.value)) {
        const field = `'${path.join('.')}' in doc with _id: ${shellForm(editor.doc._id)} has an array field called '${path[length - 1]}'`;
        throw new MongoError(2, `The ${what} field cannot be an array element, ${field}`);
      }
    }
  }
  write(editor, to, source.value, original);
  write(editor, from, missing, original);
}
