// Holds every import of src/ and embedded/ against the table: node scripts/imports.ts [ROOT]
import { globSync, readFileSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { governed, importTable, type Row } from './import-table.ts';

interface Import {
  /** A path from the root, or a package's name. */
  target: string;
  typeOnly: boolean;
  line: number;
}

const statement = /^(?:import|export)\s+(type\s)?(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g;

const root = resolve(process.argv[2] ?? `${import.meta.dirname}/..`);
const files = governed.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,mjs}`, { cwd: root })).sort();
const complaints = files.flatMap(complaintsAbout);
for (const complaint of complaints) console.log(complaint);
console.log(`${files.length} files, ${complaints.length} imports that the table does not allow`);
process.exitCode = complaints.length === 0 ? 0 : 1;

function complaintsAbout(file: string): string[] {
  const found = importTable
    .map((row) => ({ row, star: within(row.from, file) }))
    .find(({ star }) => star !== undefined);
  if (found === undefined)
    return [`${file}: no row of scripts/import-table.ts holds it; where does it belong?`];
  const { row, star = '' } = found;
  return importsOf(file)
    .filter((each) => !allowed(row, star, each))
    .map(({ target, line, typeOnly }) => {
      const asTypes = !typeOnly && allowed(row, star, { target, typeOnly: true });
      return `${file}:${line}: ${row.from} may not import ${target}${asTypes ? ', but as a type (import type)' : ''}`;
    });
}

function allowed(
  { may, types = [] }: Row,
  star: string,
  { target, typeOnly }: Omit<Import, 'line'>,
): boolean {
  return [...may, ...(typeOnly ? types : [])].some(
    (pattern) => within(pattern.replace('*', star), target) !== undefined,
  );
}

/** What `*` stands for where the path is the pattern's or lies in its folder; undefined elsewhere. */
function within(pattern: string, path: string): string | undefined {
  if (pattern.endsWith(':')) return path.startsWith(pattern) ? '' : undefined;
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return path === pattern || path.startsWith(`${pattern}/`) ? '' : undefined;
  const [star = ''] = path.startsWith(before) ? path.slice(before.length).split('/') : [];
  return star === '' ? undefined : star;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(resolve(root, file), 'utf8');
  const at = (index: number) => text.slice(0, index).split('\n').length;
  const toTarget = (specifier: string) =>
    specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier;
  return [
    ...text
      .matchAll(statement)
      .map((m) => ({ typeOnly: m[1] !== undefined, specifier: m[2] ?? '', index: m.index })),
    ...text.matchAll(dynamic).map((m) => ({ typeOnly: false, specifier: m[1] ?? '', index: m.index })),
  ].map(({ typeOnly, specifier, index }) => ({ typeOnly, target: toTarget(specifier), line: at(index) }));
}
