/** From the environment to the configuration, or to one message that says everything that is wrong with it. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { type Config, schema } from './schema.ts';

/** What keeps Trunkline from starting; its message is for whoever starts it, and holds no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface Variable {
  readonly name: string;
  readonly description: string;
  readonly example: string | undefined;
  readonly secret: boolean;
  /** What it may be, in the words of the message about a wrong value; undefined where any text will do. */
  readonly expected: string | undefined;
  /** What it is when nothing is said; undefined where that is nothing. */
  readonly usually: unknown;
  readonly required: boolean;
}

/** A variable's own words about itself. */
export function describe(name: string, type: z.ZodType): Variable {
  const { description = '', example, secret } = type.meta() ?? {};
  const absent = type.safeParse(undefined);
  const [issue] = type.safeParse(nobodysValue).error?.issues ?? [];
  return {
    name,
    description,
    example: typeof example === 'string' ? example : undefined,
    secret: secret === true,
    expected: issue && expectation(issue),
    usually: absent.data,
    required: !absent.success,
  };
}

/** Wrong wherever anything can be wrong. */
const nobodysValue = '\0';

/** The only place where the environment is read. */
export function readConfig(environment: Environment = process.env): Config {
  return readVariables(schema, environment);
}

/** The variables of a schema, or one message about all that are wrong. */
export function readVariables<T extends z.ZodObject>(variables: T, environment: Environment): z.output<T> {
  const complaints: string[] = [];
  const values = Object.fromEntries(
    Object.entries(variables.shape).map(([name, type]) => {
      const variable = describe(name, type as z.ZodType);
      try {
        return [name, textOf(variable, environment)];
      } catch (error) {
        complaints.push(`${name}: ${(error as Error).message}`);
        // So that it is not reported as missing on top.
        return [name, variable.example];
      }
    }),
  );
  const result = variables.safeParse(values);
  if (result.success && complaints.length === 0) return result.data;
  for (const issue of result.error?.issues ?? [])
    complaints.push(complaint(about(variables, issue), issue, values));
  throw new ConfigError(
    [
      `Trunkline cannot start: ${complaints.length === 1 ? 'one variable needs' : `${complaints.length} variables need`} attention.`,
      ...complaints.map((text) => `  ${text}`),
      'Set them in the environment or in .env; docs/operations.md explains each.',
    ].join('\n'),
  );
}

/** An empty variable counts as none. A secret may lie in a file that NAME_FILE names. */
function textOf({ name, secret }: Variable, environment: Environment): string | undefined {
  const value = environment[name] || undefined;
  const file = secret ? environment[`${name}_FILE`] || undefined : undefined;
  if (file === undefined) return value;
  if (value !== undefined) throw new Error(`both ${name} and ${name}_FILE are set; keep one of them`);
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    throw new Error(
      `${name}_FILE names ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}

function about({ shape }: z.ZodObject, { path }: z.core.$ZodIssue): Variable {
  const name = String(path[0]);
  return describe(name, shape[name] as z.ZodType);
}

function complaint(
  { name, example, secret }: Variable,
  issue: z.core.$ZodIssue,
  values: Environment,
): string {
  const value = values[name];
  const expected = expectation(issue);
  const found =
    value === undefined
      ? 'is missing'
      : `is ${secret ? `a text of ${value.length} characters` : JSON.stringify(value)}`;
  return `${name} ${found}; expected ${expected}.${example === undefined ? '' : ` Example: ${name}=${example}`}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return `at least ${issue.minimum} characters`;
    case 'invalid_type':
      return 'a value';
    default:
      return issue.message;
  }
}
