/** What most kinds are: the documents of one collection, with a date, a number and sealed fields in them. */
import { type SealContext, sealedContext } from '../../core/crypto/index.ts';
import type { Scope, SystemScope } from '../../core/tenancy.ts';
import type { Repository, Stored } from '../../models/scoped.ts';
import type { Erasure, Exporting, Retention, SealedPlace } from './kind.ts';

type Name<D> = keyof D & string;

/** A repository whose fields are only known when this runs: it checks them against its schema itself. */
interface Loose {
  find(scope: Scope, filter: object, options: object): Promise<Stored[]>;
  cursor(scope: Scope, filter: object, options: object): AsyncIterable<Stored>;
  exists(scope: Scope, filter: object): Promise<boolean>;
  deleteMany(scope: Scope, filter: object): Promise<number>;
  updateOne(scope: Scope, filter: object, update: object): Promise<{ matchedCount: number }>;
}

const loosely = <D extends Stored>(repository: Repository<D>) => repository as unknown as Loose;

/** Removed so many days after the first of these dates. For each an index has to begin with tenantId and its field. */
export function removedAfterAny<D extends Stored>(
  repository: Repository<D>,
  fields: readonly Name<D>[],
  rest: Omit<Retention, 'isDue' | 'remove'>,
): Retention {
  const each = fields.map((field) => removedAfter(repository, field, rest));
  return {
    ...rest,
    async isDue(scope, before) {
      for (const one of each) if (await one.isDue(scope, before)) return true;
      return false;
    },
    async remove(scope, before, limit) {
      let removed = 0;
      for (const one of each) {
        if (removed < limit) removed += await one.remove(scope, before, limit - removed);
      }
      return removed;
    },
  };
}

/** Removed so many days after the date in a field. An index has to begin with tenantId and that field. */
export function removedAfter<D extends Stored>(
  repository: Repository<D>,
  field: Name<D>,
  rest: Omit<Retention, 'isDue' | 'remove'>,
): Retention {
  const documents = loosely(repository);
  const older = (before: Date) => ({ [field]: { $lt: before } });
  return {
    ...rest,
    isDue: (scope, before) => documents.exists(scope, older(before)),
    async remove(scope, before, limit) {
      const due = await documents.find(scope, older(before), {
        select: ['_id'],
        sort: { [field]: 1 },
        limit,
      });
      if (due.length === 0) return 0;
      // Not one whose date was changed meanwhile.
      return documents.deleteMany(scope, { ...older(before), _id: { $in: due.map(({ _id }) => _id) } });
    },
  };
}

/** Removed where one of the fields is the number. */
export function removedByNumber<D extends Stored>(
  repository: Repository<D>,
  fields: readonly Name<D>[],
  { tombstones }: Pick<Erasure, 'tombstones'>,
): Erasure {
  const documents = loosely(repository);
  return {
    tombstones,
    async find(scope, number, { after, limit }) {
      const found = await documents.find(
        scope,
        { ...anyIs(fields, number), ...(after !== undefined && { _id: { $gt: after } }) },
        { select: ['_id'], sort: { _id: 1 }, limit },
      );
      return found.map(({ _id }) => _id);
    },
    async erase(scope, ids) {
      await documents.deleteMany(scope, { _id: { $in: ids } });
      return [];
    },
  };
}

export function exportedByNumber<D extends Stored>(
  repository: Repository<D>,
  fields: readonly Name<D>[],
  shown: (document: D) => Readonly<Record<string, unknown>>,
): Exporting {
  const documents = loosely(repository);
  return {
    async *records(scope, number) {
      const found = documents.cursor(scope, anyIs(fields, number), { sort: { _id: 1 } });
      for await (const document of found) yield shown(document as D);
    },
  };
}

const anyIs = (fields: readonly string[], number: string) => ({
  $or: fields.map((field) => ({ [field]: number })),
});

export interface SealedIn {
  /** Of the field in its document, with points: `totp.secret`. */
  readonly path: string;
  /** As `createSealedField` was told; or whatever else it was sealed for. */
  readonly context: string | ((document: Stored) => SealContext);
  /** What else is made of the value under the current key: the keyed hash that it is found by. */
  readonly beside?: (text: string) => Readonly<Record<string, unknown>>;
}

export function sealedIn<D extends Stored>(
  repository: Repository<D>,
  collection: string,
  { path, context, beside = () => ({}) }: SealedIn,
  scope: SystemScope,
): SealedPlace {
  const documents = loosely(repository);
  const contextOf =
    typeof context === 'function' ? context : (document: Stored) => sealedContext(document, context);
  const [top] = path.split('.', 1);
  return {
    name: `${collection}.${path}`,
    async page({ after, limit }) {
      const found = await documents.find(
        scope,
        { [path]: { $type: 'string' }, ...(after !== undefined && { _id: { $gt: after } }) },
        { select: ['tenantId', top], sort: { _id: 1 }, limit },
      );
      return found.map((document) => ({
        id: document._id,
        envelope: String(valueAt(document, path)),
        context: contextOf(document),
      }));
    },
    async replace({ id, envelope: was }, { envelope, text }) {
      const update = { $set: { [path]: envelope, ...beside(text) } };
      const { matchedCount } = await documents.updateOne(scope, { _id: id, [path]: was }, update);
      return matchedCount === 1;
    },
  };
}

function valueAt(document: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document);
}
