/** What was typed cannot be understood. */
import type { z } from 'zod';
import { flagOf } from './command.ts';

export class WrongUse extends Error {
  override readonly name = 'WrongUse';
  /** The words of the command whose help says more. */
  readonly about: string;

  constructor(message: string, about = '') {
    super(message);
    this.about = about;
  }
}

/** By the schema that a request over HTTP has to fit as well; its fields have the names of the options. */
export function fitting<S extends z.ZodType>(schema: S, values: unknown): z.output<S> {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  throw new WrongUse(result.error.issues.map(complaint).join('\n'));
}

function complaint({ path, message }: z.core.$ZodIssue): string {
  const [field, ...within] = path.map(String);
  if (field === undefined) return message;
  return `${flagOf(field)}${within.length === 0 ? '' : ` (${within.join('.')})`}: ${message}`;
}
