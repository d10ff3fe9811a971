/**
 * Several texts as bytes of which no other list of texts has the same: each is preceded by its length, so that
 * ('a', 'bc') and ('ab', 'c') differ. Whatever is hashed or authenticated over several parts goes through here.
 */
export function lengthPrefixed(parts: readonly string[]): Buffer {
  const bytes = Buffer.allocUnsafe(parts.reduce((size, part) => size + 4 + Buffer.byteLength(part), 0));
  let at = 0;
  for (const part of parts) {
    const length = bytes.write(part, at + 4);
    bytes.writeUInt32BE(length, at);
    at += 4 + length;
  }
  return bytes;
}
