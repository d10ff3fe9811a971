/** What `npm run up` tells at the end, when everything runs. Whatever a newcomer can try next gets its line here. */

export interface Running {
  readonly url: string;
  readonly data: string;
  readonly database: string;
  /** Undefined where the database is not ours to back up. */
  readonly backups: string | undefined;
}

export function closingLines({ url, data, database, backups }: Running): [what: string, where: string][] {
  return [
    ['Trunkline', url],
    ['API, to read', `${url}/docs`],
    ['Health', `${url}/health`],
    ['Database', database],
    ['Data', data],
    ...(backups === undefined ? [] : [['Backups', `${backups}, every ten minutes`] as [string, string]]),
    ['To stop', 'Ctrl-C'],
  ];
}

/** A frame as wide as its longest line. */
export function boxed(lines: readonly (readonly [string, string])[]): string[] {
  const labels = Math.max(...lines.map(([what]) => what.length));
  const rows = lines.map(([what, where]) => `${what.padEnd(labels)}   ${where}`);
  const width = Math.max(...rows.map((row) => row.length));
  const edge = '─'.repeat(width + 2);
  return [`┌${edge}┐`, ...rows.map((row) => `│ ${row.padEnd(width)} │`), `└${edge}┘`];
}
