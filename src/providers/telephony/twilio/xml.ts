/** Writes XML that every parser takes, whatever texts it is made of. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML cannot hold in any form.
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // As they are, an attribute's value would lose them, and a text its carriage returns.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML cannot hold becomes a space: words on both sides of it stay apart. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(impossible, ' ')
    .replace(/[&<>"'\t\n\r]/g, (character) => escapes[character] ?? '');
}

/** Attributes that are undefined are not there. `content` is XML already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  content = '',
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(String(value))}"`],
  );
  const start = `<${name}${written.join('')}`;
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`;
}
