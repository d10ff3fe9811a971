/** CSV by RFC 4180, safe to be opened in a spreadsheet. */
export type Cell = string | number | boolean | null | undefined;

export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

/** A phone number, masked or not: a spreadsheet can do nothing with it but count. */
const numeric = /^[+-]?\d[\d.]*$|^\+\d{1,3}(?: •••)+ \d{4}$/;

/** What begins like a formula stays a text for whoever opens it in a spreadsheet. */
function written(cell: Cell): string {
  const text = String(cell ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) && !numeric.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
