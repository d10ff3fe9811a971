/** From what was typed to a command and what it was given. */
import { parseArgs } from 'node:util';
import {
  type Argument,
  type Command,
  commonOptions,
  type Family,
  flagOf,
  type Option,
  type Options,
  yesOption,
} from './command.ts';
import { didYouMean } from './suggest.ts';
import { WrongUse } from './wrong-use.ts';

export interface Parsed {
  readonly command: Command;
  readonly given: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly yes: boolean;
}

/** Help that was asked for: of a command, of a family, or of all. */
export interface HelpWanted {
  readonly help: Command | Family | undefined;
}

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

export function parse(argv: readonly string[], families: readonly Family[]): Parsed | HelpWanted {
  const wantsHelp = argv.some((word) => word === '--help' || word === '-h');
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  if (first === undefined) {
    if (wantsHelp) return { help: undefined };
    const stray = argv.find((word) => !(word.slice(2) in commonOptions));
    throw new WrongUse(stray === undefined ? 'Which command?' : `${stray} belongs behind a command.`);
  }
  const family = families.find(({ name }) => name === first);
  if (family === undefined) {
    const known = families.map(({ name }) => name);
    throw new WrongUse(`There is no command ${first}.${didYouMean(first, known)}`);
  }
  const command =
    family.commands.find(({ name }) => name === first) ??
    family.commands.find(({ name }) => name === `${first} ${second}`);
  if (wantsHelp) return { help: command ?? family };
  if (command === undefined) throw missing(family, second);
  return parsed(command, argv);
}

function missing({ name, commands }: Family, second: string | undefined): WrongUse {
  const verbs = commands.map((one) => one.name.slice(name.length + 1));
  if (second === undefined) return new WrongUse(`Which one: ${name} ${verbs.join(', ')}?`, name);
  const meant = didYouMean(second, verbs).replace('mean ', `mean ${name} `);
  return new WrongUse(`There is no command ${name} ${second}.${meant}`, name);
}

function parsed(command: Command, argv: readonly string[]): Parsed {
  const options = optionsOf(command);
  const { values, positionals } = understood(command, options, argv);
  const words = command.name.split(' ').length;
  const given = {
    ...argumentsOf(command, positionals.slice(words)),
    ...Object.fromEntries(
      Object.entries(command.options ?? {}).map(([name, option]) => [
        name,
        typedValue(command, name, option, values[flagOf(name).slice(2)]),
      ]),
    ),
  };
  const isSaid = (name: string) => values[name] === true;
  return { command, given, json: isSaid('json'), verbose: isSaid('verbose'), yes: isSaid('yes') };
}

export function optionsOf({ options = {}, asks }: Command): Options {
  return { ...options, ...(asks && { yes: yesOption }), ...commonOptions };
}

function understood({ name }: Command, options: Options, argv: readonly string[]) {
  const config = Object.entries(options).map(([option, { type }]) => [
    flagOf(option).slice(2),
    { type: type === 'flag' ? 'boolean' : 'string', multiple: type === 'many' } as const,
  ]);
  try {
    const found = parseArgs({
      args: [...argv],
      options: Object.fromEntries(config),
      allowPositionals: true,
    });
    return found as { values: Values; positionals: string[] };
  } catch (error) {
    const { message } = error as Error;
    const [, unknown] = /^Unknown option '(--?[^']+)'/.exec(message) ?? [];
    if (unknown === undefined) throw new WrongUse(message.replace(/\. .*$/s, '.'), name);
    const flags = Object.keys(options).map(flagOf);
    throw new WrongUse(`${name} has no option ${unknown}.${didYouMean(unknown, flags)}`, name);
  }
}

function argumentsOf(command: Command, typed: readonly string[]): Record<string, string | undefined> {
  const wanted: [string, Argument][] = Object.entries(command.arguments ?? {});
  const stray = typed[wanted.length];
  if (stray !== undefined) throw new WrongUse(`What is ${stray}? ${usageOf(command)}`, command.name);
  return Object.fromEntries(
    wanted.map(([name, { optional }], index) => {
      const value = typed[index];
      if (value === undefined && !optional) {
        throw new WrongUse(`${argumentName(name)} is missing: ${usageOf(command)}`, command.name);
      }
      return [name, value];
    }),
  );
}

function typedValue({ name: of }: Command, name: string, option: Option, value: Values[string]) {
  const { type, required } = option;
  if (type === 'flag') return value === true;
  if (type === 'many') return (value ?? []) as string[];
  if (value === undefined) {
    if (required) throw new WrongUse(`${flagOf(name)} ${valueName(option)} is missing.`, of);
    return undefined;
  }
  const text = String(value);
  if (type === 'list') {
    const parts = text.split(',').map((part) => part.trim());
    return parts.filter((part) => part !== '');
  }
  if (type === 'text') return text;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new WrongUse(`${flagOf(name)}: expected a whole number, not ${text}`, of);
}

export const argumentName = (name: string) => flagOf(name).slice(2).toUpperCase();
export const valueName = ({ value = 'TEXT' }: Option) => value;

export function usageOf({ name, arguments: wanted = {} }: Command): string {
  const places = Object.entries(wanted).map(([argument, { optional }]) =>
    optional ? `[${argumentName(argument)}]` : argumentName(argument),
  );
  return ['npm run trunkline --', name, ...places].join(' ');
}
