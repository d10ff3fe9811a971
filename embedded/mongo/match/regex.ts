/**
 * PCRE patterns, which MongoDB's filters are written in, as JavaScript's regular expressions.
 *
 * What the two read differently is rewritten ($ before a final newline, the newlines that `.` and ^ know, ASCII
 * \s, classes such as [[:alpha:]], inline flags); what JavaScript cannot run is refused.
 */
import { MongoError } from '../errors.ts';

const posixClasses: Record<string, string> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\t-\\r ',
  blank: '\\t ',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
  cntrl: '\\0-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
};

const escapes: Record<string, string> = {
  a: '\\x07',
  e: '\\x1b',
  h: '[\\t \\xa0]',
  s: '[\\t-\\r ]',
  S: '[^\\t-\\r ]',
  N: '[^\\n]',
  R: '(?:\\r\\n|[\\n-\\r\\x85\\u2028\\u2029])',
  A: '(?<![\\s\\S])',
  z: '(?![\\s\\S])',
  Z: '(?=\\n?(?![\\s\\S]))',
};

const escapesInClass: Record<string, string> = { a: '\\x07', e: '\\x1b', h: '\\t \\xa0', s: '\\t-\\r ' };

const escaped = String.raw`\\Q(?<quoted>[\s\S]*?)(?:\\E|$)|\\x\{(?<hex>[\da-fA-F]+)\}|(?<property>\\[pP]\{\w+\})|\\(?<char>[\s\S])`;
const token = new RegExp(
  [
    escaped,
    String.raw`(?<class>\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\])`,
    String.raw`(?<comment>\(\?#[^)]*\))`,
    String.raw`(?<extended>\s+|#.*\n?)`,
    String.raw`\(\?P?[<'](?<name>[A-Za-z_]\w*)[>']|\(\?P=(?<reference>\w+)\)`,
    String.raw`(?<quantifier>\{\d+(?:,\d*)?\})`,
    String.raw`(?<plain>[.^$[\]{}])`,
  ].join('|'),
  'gu',
);
const classToken = new RegExp(String.raw`${escaped}|\[:(?<posix>\^?\w+):\]|(?<plain>[-[\]])`, 'gu');

type Groups = Record<string, string | undefined>;

export function compileRegex(pattern: string, options: string): RegExp {
  if (pattern.includes('\0'))
    throw new MongoError(2, 'Regular expression cannot contain an embedded null byte');
  const wrong = [...options].find((flag) => !'imsxu'.includes(flag));
  if (wrong) throw new MongoError(51108, `invalid flag in regex options: ${wrong}`);
  const [inline = ''] = /^(?:\(\?[imsx]+\))*/.exec(pattern) ?? [];
  const flags = new Set(options + inline.replace(/[^imsx]/g, ''));
  try {
    return new RegExp(translate(pattern.slice(inline.length), flags), flags.has('i') ? 'iu' : 'u');
  } catch (error) {
    throw new MongoError(51091, `Regular expression is invalid: /${pattern}/: ${(error as Error).message}`);
  }
}

function translate(pattern: string, flags: ReadonlySet<string>): string {
  const multiline = flags.has('m');
  const plain: Groups = {
    '.': flags.has('s') ? '[\\s\\S]' : '[^\\n]',
    '^': multiline ? '(?<![^\\n])' : '^',
    $: multiline ? '(?![^\\n])' : '(?=\\n?(?![\\s\\S]))',
    ']': '\\]',
    '{': '\\{',
    '}': '\\}',
  };
  return pattern.replace(token, (text, ...rest) => {
    const groups = rest.at(-1) as Groups;
    if (groups.class) return translateClass(text);
    if (groups.comment) return '';
    if (groups.extended) return flags.has('x') ? '' : text;
    if (groups.name) return `(?<${groups.name}>`;
    if (groups.reference) return `\\k<${groups.reference}>`;
    if (groups.plain) return plain[text] ?? text;
    return groups.quantifier ?? unescaped(groups, escapes);
  });
}

function translateClass(text: string): string {
  const start = text[1] === '^' ? 2 : 1;
  const inner = text.slice(start, -1).replace(classToken, (part, ...rest) => {
    const groups = rest.at(-1) as Groups;
    const [at, whole] = rest.slice(-3) as [number, string];
    if (groups.posix) {
      const members = posixClasses[groups.posix];
      if (members === undefined) throw new Error(`unknown POSIX class name ${groups.posix}`);
      return members;
    }
    if (groups.plain === '-') {
      // A hyphen beside a set of characters is itself; in JavaScript it would be a wrong range.
      const beside =
        /(?:\\[dDwWsSh]|:\])$/.test(whole.slice(0, at)) || /^-(?:\\[dDwWsSh]|\[:)/.test(whole.slice(at));
      return beside ? '\\-' : '-';
    }
    return groups.plain ? `\\${part}` : unescaped(groups, escapesInClass);
  });
  return `${text.slice(0, start)}${inner}]`;
}

function unescaped({ quoted, hex, property, char = '' }: Groups, known: Groups): string {
  if (property !== undefined) return property;
  if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  if (hex !== undefined) return `\\u{${hex}}`;
  const replacement = known[char];
  if (replacement) return replacement;
  // Before anything but letters and digits a backslash only says "literally".
  const needed = /[A-Za-z0-9\\^$.*+?()[\]{}|/]/.test(char) || (known === escapesInClass && char === '-');
  return needed ? `\\${char}` : char;
}
