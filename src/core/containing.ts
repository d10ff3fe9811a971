/**
 * What a database looks for where somebody searches for a part of a text, whatever the capitals. Not as a RegExp:
 * that writes some spaces as \u3000, which MongoDB does not read, and a null byte as itself, which no query can carry.
 */
const syntax = /[\\^$.*+?()[\]{}|]/g;

export function containing(text: string) {
  return { $regex: text.replaceAll(syntax, '\\$&').replaceAll('\0', '\\x00'), $options: 'i' };
}
