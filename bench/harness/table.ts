/** Columns as wide as their widest cell: the first one flush left, the others right, the last as it is. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => pad(cell, column, widths)).join('  ')}`.trimEnd())
    .join('\n');
}

function pad(cell: string, column: number, widths: number[]): string {
  if (column === widths.length - 1) return cell;
  const width = widths[column] ?? 0;
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
