/** The variables as a file to copy from, and as a table to read: both from the schemas that check them. */
import type { z } from 'zod';
import { describe, sections, type Variable } from '../../src/core/config/index.ts';
import { settings } from '../up/settings.ts';

const all: Record<string, Record<string, z.ZodType>> = { ...sections, '`npm run up`': settings.shape };

const groups = Object.entries(all).map(([title, shape]) => ({
  title,
  variables: Object.entries(shape).map(([name, type]) => describe(name, type)),
}));

export function envExample(): string {
  const parts = groups.map(({ title, variables }) => {
    return [`# ${title.replaceAll('`', '')}`, '', ...variables.map(exampleOf)].join('\n');
  });
  const head = [
    '# Every variable of Trunkline. Written by `npm run docs:config`; a test fails when it is out of date.',
    '# Without the # at its start, a line in .env sets the variable. `npm run up` needs no line of it.',
    '# Each secret NAME may lie in a file instead: NAME_FILE is the path of that file.',
  ];
  return `${[...head, '', ...parts].join('\n')}`;
}

function exampleOf(variable: Variable): string {
  const { name, description, example, required, secret } = variable;
  const notes = [required ? 'required' : undefined, secret ? 'secret' : undefined].filter(Boolean);
  const words = [`# ${description}`];
  if (notes.length > 0) words.push(`# (${notes.join(', ')})`);
  return [...words, `#${name}=${usuallyAsText(variable) || (example ?? '')}`, ''].join('\n');
}

function variablesTable(): string {
  return groups
    .map(({ title, variables }) => {
      const rows = variables.map((variable) => `| ${cellsOf(variable).map(escaped).join(' | ')} |`);
      return [`### ${title}`, '', '| variable | default | what for |', '|---|---|---|', ...rows, ''].join(
        '\n',
      );
    })
    .join('\n');
}

function cellsOf(variable: Variable): [string, string, string] {
  const { name, description, expected, required, secret } = variable;
  const usually = usuallyAsText(variable);
  return [
    `\`${name}\`${secret ? ' (secret)' : ''}`,
    required ? 'required' : usually === '' ? '' : `\`${usually}\``,
    expected === undefined ? description : `${description} Expected: ${expected}.`,
  ];
}

function usuallyAsText({ usually }: Variable): string {
  return usually === undefined ? '' : String(usually);
}

const escaped = (cell: string) => cell.replaceAll('|', '\\|');

const begin = '<!-- Written by `npm run docs:config`. -->';
const end = '<!-- Until here. -->';

/** The page with its table replaced. */
export function withTable(page: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/operations.md lacks ${begin} … ${end}`);
  return `${before}${begin}\n\n${variablesTable()}\n${end}${after}`;
}
