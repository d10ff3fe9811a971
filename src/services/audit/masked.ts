/** What changed, as the log may hold it: without secrets and personal data, and never longer than a page. */
import { isSensitiveField, redacted, redactLine } from '../../core/logger/redact.ts';
import type { Json } from './differences.ts';

const limits = { characters: 1_000, items: 100, depth: 8, json: 32_768 } as const;

export function maskedJson(value: Json): string {
  const text = JSON.stringify(masked(value, '', 0));
  return text.length <= limits.json ? text : JSON.stringify({ omitted: `${text.length} characters of JSON` });
}

/** A list's items are what its field says they are. */
function masked(value: Json, field: string, depth: number): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (isSensitiveField(field)) return redacted;
  if (typeof value === 'string') return shortened(maskedText(value));
  if (typeof value === 'number') return value;
  if (depth === limits.depth) return '…';
  if (Array.isArray(value)) {
    const items = value.slice(0, limits.items).map((item) => masked(item, field, depth + 1));
    return value.length > limits.items ? [...items, `… (${value.length} items)`] : items;
  }
  const entries = Object.entries(value).slice(0, limits.items);
  return Object.fromEntries(
    entries.map(([key, item]) => [shortened(maskedText(key)), masked(item, key, depth + 1)]),
  );
}

/** Halves of characters do not come back from a database as they went in. */
export function maskedText(text: string): string {
  return redactLine(text.toWellFormed());
}

function shortened(text: string): string {
  if (text.length <= limits.characters) return text;
  return `${text.slice(0, limits.characters).toWellFormed()}… (${text.length} characters)`;
}
