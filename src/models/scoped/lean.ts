/** How documents are read: as plain objects whose values are of the types that the schema names. */
import type { Schema, SchemaType } from 'mongoose';

export interface Lean {
  readonly lean: true;
  readonly useBigInt64: boolean;
  readonly promoteBuffers: boolean;
}

/** Left to itself the driver makes a number of a bigint that fits into one, and an object of its own of bytes. */
export function leanFor(schema: Schema): Lean {
  const kinds = new Set<string>();
  collect(schema, kinds);
  return { lean: true, useBigInt64: kinds.has('BigInt'), promoteBuffers: kinds.has('Buffer') };
}

function collect(schema: Schema, kinds: Set<string>): void {
  schema.eachPath((_, type: SchemaType) => {
    for (
      let inner: SchemaType | undefined = type;
      inner !== undefined;
      inner = inner.getEmbeddedSchemaType()
    ) {
      kinds.add(inner.instance);
      // A document within this one.
      if ('schema' in inner && inner.schema) collect(inner.schema as Schema, kinds);
    }
  });
}
