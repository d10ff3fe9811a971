/** Scenario files, read and checked: what is wrong in one is said with its file and line. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Scenario, scenarioSchema } from './schema.ts';

const scenarioFolder = import.meta.dirname;

/** All of a folder, by the name of their file without its ending. */
export async function loadScenarios(folder: string = scenarioFolder): Promise<Map<string, Scenario>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const loaded = await Promise.all(
    files.map(async (name) => {
      const file = join(folder, name);
      return [basename(name, '.yaml'), parseScenario(await readFile(file, 'utf8'), file)] as const;
    }),
  );
  return new Map(loaded);
}

/** `file` is for messages. */
export function parseScenario(text: string, file: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const complaints = document.errors.map(
    ({ pos, message }) => `${file}:${lines.linePos(pos[0]).line}: ${message}`,
  );
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  const read = scenarioSchema.safeParse(contentOf(document, file));
  if (read.success) return read.data;
  throw new Error(
    read.error.issues
      .map((issue) => `${file}:${lines.linePos(placeOf(document, issue)).line}: ${wordsFor(issue)}`)
      .join('\n'),
  );
}

/** Aliases are resolved only here: those that name nothing, and those that multiply without end, are errors. */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

function wordsFor({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

/** Where in the text the innermost thing stands that the issue's path leads to. */
function placeOf(document: Document, issue: z.core.$ZodIssue): number {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  for (let length = issue.path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(issue.path.slice(0, length), true);
    if (!isNode(node)) continue;
    const key = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && key.value === unknown)?.key
      : undefined;
    return (isNode(key) ? key : node).range?.[0] ?? 0;
  }
  return 0;
}
