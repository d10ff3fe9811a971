/** Variables in .env that nothing reads: most often a slip, which nobody would notice otherwise. */
import type { z } from 'zod';
import { describe, sections } from '../../src/core/config/index.ts';
import { settings } from './settings.ts';

/** What Node, npm and the system themselves read. */
const others = /^(NODE|NPM|npm|UV|TZ$|LANG|LC|HTTPS?_PROXY|NO_PROXY|TRUNKLINE_NODE$)/;

const variables: Record<string, z.ZodType> = Object.assign({}, settings.shape, ...Object.values(sections));

export function strangersIn(names: readonly string[]): string[] {
  return names.filter((name) => !others.test(name) && !isKnown(name));
}

function isKnown(name: string): boolean {
  if (Object.hasOwn(variables, name)) return true;
  const secret = /^(.+)_FILE$/.exec(name)?.[1] ?? '';
  return Object.hasOwn(variables, secret) && describe(secret, variables[secret] as z.ZodType).secret;
}
