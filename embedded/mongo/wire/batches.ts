/** A cursor's answer, written around documents that are already BSON. */

const OK = Buffer.from([0x01, 0x6f, 0x6b, 0x00, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]); // ok: 1.0
const names: Buffer[] = [];

/** The name of an array's element, as BSON writes it. */
function nameOf(index: number): Buffer {
  let name = names[index];
  if (!name) {
    name = Buffer.from(`\x03${index}\0`);
    if (index < 100_000) names[index] = name;
  }
  return name;
}

export function cursorAnswer(
  batchName: 'firstBatch' | 'nextBatch',
  docs: readonly Buffer[],
  cursorId: bigint,
  namespace: string,
): Buffer {
  let arraySize = 5;
  for (let i = 0; i < docs.length; i++) arraySize += nameOf(i).length + (docs[i] as Buffer).length;
  const batch = Buffer.from(`\x04${batchName}\0`);
  const ns = Buffer.from(`\x02ns\0`);
  const nsValue = Buffer.from(`${namespace}\0`);
  const id = Buffer.from(`\x12id\0`);
  const cursorSize = 4 + batch.length + arraySize + id.length + 8 + ns.length + 4 + nsValue.length + 1;
  const cursor = Buffer.from(`\x03cursor\0`);
  const out = Buffer.allocUnsafe(4 + cursor.length + cursorSize + OK.length + 1);
  let at = out.writeInt32LE(out.length, 0);
  at += cursor.copy(out, at);
  at = out.writeInt32LE(cursorSize, at);
  at += batch.copy(out, at);
  at = out.writeInt32LE(arraySize, at);
  for (let i = 0; i < docs.length; i++) {
    at += nameOf(i).copy(out, at);
    at += (docs[i] as Buffer).copy(out, at);
  }
  out[at++] = 0;
  at += id.copy(out, at);
  at = out.writeBigInt64LE(cursorId, at);
  at += ns.copy(out, at);
  at = out.writeInt32LE(nsValue.length, at);
  at += nsValue.copy(out, at);
  out[at++] = 0;
  at += OK.copy(out, at);
  out[at] = 0;
  return out;
}

/** Documents that follow each other in one buffer. */
export function separate(bytes: Buffer): Buffer[] {
  const docs: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readInt32LE(at);
    docs.push(bytes.subarray(at, at + size));
    at += size;
  }
  return docs;
}
