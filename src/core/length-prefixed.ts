/**
 * Several texts as bytes of which no other list of texts has the same: each is preceded by its length, so that
 * ('a', 'bc') and ('ab', 'c') differ. Whatever is hashed or authenticated over several parts goes through here.
 */
export function lengthPrefixed(parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}
