/**
 * The part of XML that TwiML is written in, read strictly: what a conforming parser refuses is refused here, because
 * Twilio refuses it too (12100). A document type may be named, but may define nothing.
 */

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (Element | string)[];
}

export class XmlError extends Error {}

/** Far more than any TwiML has; those who walk through it call themselves for each level. */
const deepest = 100;

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (Element | string)[];
}

const nameStart = String.raw`[:A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD]`;
const name = `${nameStart}(?:${nameStart}|[-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040])*`;
const space = '[ \\t\\r\\n]';
const eq = `${space}*=${space}*`;

const declaration = new RegExp(
  `<\\?xml${space}+version${eq}(?:"1\\.\\d+"|'1\\.\\d+')` +
    `(?:${space}+encoding${eq}(?:"[A-Za-z][\\w.-]*"|'[A-Za-z][\\w.-]*'))?` +
    `(?:${space}+standalone${eq}(?:"(?:yes|no)"|'(?:yes|no)'))?${space}*\\?>`,
  'y',
);
const comment = /<!--(?:(?!--).)*-->/sy;
const instruction = new RegExp(`<\\?(?!xml[ \\t\\r\\n?])${name}(?:${space}(?:(?!\\?>).)*)?\\?>`, 'isy');
const doctype = new RegExp(`<!DOCTYPE${space}+${name}[^\\[<>]*>`, 'y');
const cdata = /<!\[CDATA\[((?:(?!\]\]>).)*)\]\]>/sy;
const text = /[^<]+/y;
const endTag = new RegExp(`</(${name})${space}*>`, 'y');
const startTag = new RegExp(`<(${name})((?:${space}+${name}${eq}(?:"[^"<]*"|'[^'<]*'))*)${space}*(/?)>`, 'y');
const attribute = new RegExp(`(${name})${eq}(?:"([^"]*)"|'([^']*)')`, 'g');
const reference = /&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|([A-Za-z]+));/y;

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML forbids.
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u;

export function parseXml(source: string): Element {
  const input = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  let at = 0;

  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(input);
    if (match === null) return undefined;
    at = pattern.lastIndex;
    return match;
  };
  const fail = (what: string): XmlError => {
    const before = input.slice(0, at).split('\n');
    return new XmlError(`line ${before.length}, column ${(before.at(-1) ?? '').length + 1}: ${what}`);
  };
  /** Comments and processing instructions say nothing to us, wherever they stand. */
  const skipped = () => take(comment) !== undefined || take(instruction) !== undefined;

  const wrong = forbidden.exec(input);
  if (wrong !== null) {
    at = wrong.index;
    throw fail('a character that XML does not allow');
  }
  if (/^[ \t\n]+<\?xml[ \t\n]/.test(input)) throw fail('nothing may stand before the XML declaration');
  take(declaration);

  const document: Open = { name: '', attributes: new Map(), children: [] };
  const open: Open[] = [document];
  while (at < input.length) {
    const current = open.at(-1) ?? document;
    const outside = current === document;
    if (skipped()) continue;
    const characters = take(text)?.[0];
    if (characters !== undefined) {
      if (!outside) current.children.push(unescaped(characters, fail));
      else if (characters.trim() !== '') throw fail('text outside of the root element');
      continue;
    }
    const end = take(endTag)?.[1];
    if (end !== undefined) {
      if (outside) throw fail(`</${end}> closes nothing`);
      if (end !== current.name) throw fail(`</${end}> where </${current.name}> was expected`);
      open.pop();
      continue;
    }
    if (outside && document.children.length > 0) throw fail('something after the root element');
    if (outside && take(doctype) !== undefined) continue;
    const literal = outside ? undefined : take(cdata)?.[1];
    if (literal !== undefined) {
      current.children.push(literal);
      continue;
    }
    const start = take(startTag);
    if (start === undefined) throw fail('markup that is not well formed');
    const [, tag = '', attributes = '', empty] = start;
    const element: Open = { name: tag, attributes: attributesOf(attributes, fail), children: [] };
    current.children.push(element);
    if (empty === '' && open.push(element) > deepest)
      throw fail(`more than ${deepest} elements in each other`);
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined && unclosed !== document) throw fail(`<${unclosed.name}> is not closed`);
  const [root] = document.children;
  if (root === undefined || typeof root === 'string') throw fail('there is no root element');
  return root;
}

function attributesOf(source: string, fail: (what: string) => XmlError): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, key = '', double, single] of source.matchAll(attribute)) {
    if (found.has(key)) throw fail(`attribute ${key} occurs twice`);
    found.set(key, unescaped((double ?? single ?? '').replace(/[\t\n]/g, ' '), fail, true));
  }
  return found;
}

function unescaped(source: string, fail: (what: string) => XmlError, inAttribute = false): string {
  if (!inAttribute && source.includes(']]>')) throw fail(']]> has to be escaped');
  return source.replace(/&.?[^&]*/gs, (part) => {
    reference.lastIndex = 0;
    const match = reference.exec(part);
    if (match === null) throw fail('& has to be escaped');
    const [whole, hex, decimal, entity] = match;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const meant = entity === undefined ? character(code) : named[entity];
    if (meant === undefined) throw fail(`${whole} stands for nothing`);
    return meant + part.slice(whole.length);
  });
}

function character(code: number): string | undefined {
  if (!(code > 0 && code <= 0x10ffff)) return undefined;
  const meant = String.fromCodePoint(code);
  return forbidden.test(meant) ? undefined : meant;
}
