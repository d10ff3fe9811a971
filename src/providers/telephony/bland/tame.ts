/**
 * Makes what somebody else wrote harmless to keep, whatever it is: no deeper, longer or stranger than what a document
 * of the database, or JSON, can hold. What is cut away stays in the receipt.
 */

/** The database takes a hundred levels, and Trunkline puts some around it. */
const deepest = 32;
const mostParts = 20_000;
const cut = '…';

/** Names that mean something to a database or to JavaScript, or that no document may have. */
const unsafe = /^\$|^_bsontype$|^__proto__$|\0/;

export function tame(value: unknown): unknown {
  let left = mostParts;

  function tamed(part: unknown, depth: number): unknown {
    left -= 1;
    if (typeof part === 'string') return part.toWellFormed();
    // JSON has numbers that are too large for a double, and they are read as infinite.
    if (typeof part === 'number') return Number.isFinite(part) ? part : null;
    if (typeof part !== 'object' || part === null) return part;
    if (depth >= deepest || left <= 0) return cut;
    if (Array.isArray(part)) return part.slice(0, left).map((each) => tamed(each, depth + 1));
    const fields: [string, unknown][] = [];
    for (const [name, inner] of Object.entries(part)) {
      if (left <= 0) break;
      if (!unsafe.test(name)) fields.push([name.toWellFormed(), tamed(inner, depth + 1)]);
    }
    return Object.fromEntries(fields);
  }

  return tamed(value, 0);
}
