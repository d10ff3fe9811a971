/**
 * What a schema has to be like before its model may be scoped. All of it is checked when the process starts: a
 * collection that could mix tenants never gets as far as its first query.
 */
import type { Schema } from 'mongoose';

/** For every schema: a field that it does not know is refused, in filters as in documents, instead of being dropped. */
export const storedOptions = { strict: 'throw', strictQuery: 'throw', versionKey: false } as const;

export function assertSuitable(name: string, schema: Schema, globallyUnique: readonly string[][]): void {
  const complaints = [
    ...aboutFields(schema),
    ...aboutOptions(schema),
    ...aboutIndexes(schema, globallyUnique),
  ];
  if (complaints.length > 0) throw new Error(`${name} cannot be scoped: ${complaints.join('; ')}`);
}

function* aboutFields(schema: Schema): Generator<string> {
  if (schema.path('_id')?.instance !== 'String') yield '_id has to be a String';
  const tenantId = schema.path('tenantId');
  if (tenantId?.instance !== 'String' || !tenantId.isRequired) {
    yield 'tenantId has to be a required String';
  } else if (tenantId.options.default !== undefined || tenantId.options.alias !== undefined) {
    yield 'tenantId may have neither a default nor an alias';
  }
}

function* aboutOptions(schema: Schema): Generator<string> {
  for (const [option, value] of Object.entries(storedOptions)) {
    if (schema.get(option as keyof typeof storedOptions) !== value)
      yield `its schema needs ...storedOptions (${option})`;
  }
  // Under a collation two ids that differ may count as the same.
  if (schema.get('collation') !== undefined) yield 'its schema may have no collation';
}

function* aboutIndexes(schema: Schema, globallyUnique: readonly string[][]): Generator<string> {
  const exceptions = new Set(globallyUnique.map(String));
  for (const [fields, { unique }] of schema.indexes()) {
    const names = Object.keys(fields);
    if (!unique || exceptions.delete(String(names)) || names[0] === 'tenantId') continue;
    yield `the unique index over ${names.join(', ')} has to start with tenantId, or to be named in globallyUnique`;
  }
  for (const names of exceptions) yield `globallyUnique names ${names}, which is no unique index`;
}
