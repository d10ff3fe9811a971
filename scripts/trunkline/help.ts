/** Help at every level, made of the table of commands. */
import { type Command, commonOptions, type Family, flagOf, type Options } from './command.ts';
import { aligned } from './output.ts';
import { argumentName, optionsOf, usageOf, valueName } from './parse.ts';

const program = 'npm run trunkline --';

export function helpOf(topic: Command | Family | undefined, families: readonly Family[]): string {
  if (topic === undefined) return helpOfAll(families);
  return 'commands' in topic ? helpOfFamily(topic) : helpOfCommand(topic);
}

function helpOfAll(families: readonly Family[]): string {
  return paragraphs(
    `${program} COMMAND`,
    'What the platform’s operator does, from a terminal on the machine of the server. Every change is noted in the audit log.',
    section(
      'Commands',
      families.map(({ name, summary }) => [name, summary]),
    ),
    `${program} COMMAND --help says more about one, with examples.`,
    section('Options of all of them', optionRows(commonOptions)),
    'The database is the one of MONGODB_URI (from the environment or .env); else the one that `npm run up` serves; else\nwhat lies in ./data/mongo. ENCRYPTION_KEYS has to be that of the servers.',
    'Ends with 0 where it was done, with 1 where it was refused or failed, and with 2 where it was not understood.',
  );
}

function helpOfFamily({ name, summary, commands }: Family): string {
  return paragraphs(
    `${program} ${name} COMMAND`,
    summary,
    section(
      'Commands',
      commands.map((command) => [withoutProgram(usageOf(command)), command.summary]),
    ),
    section(
      'Examples',
      commands.map(({ examples: [first] }) => [`${program} ${first}`]),
    ),
  );
}

function helpOfCommand(command: Command): string {
  const { summary, description, arguments: wanted = {}, examples } = command;
  const options = optionsOf(command);
  return paragraphs(
    `${usageOf(command)} [OPTIONS]`,
    [summary, description].filter((text) => text !== undefined).join('\n'),
    section(
      'Arguments',
      Object.entries(wanted).map(([name, one]) => [argumentName(name), one.description]),
    ),
    section('Options', optionRows(options)),
    section(
      'Examples',
      examples.map((example) => [`${program} ${example}`]),
    ),
  );
}

function optionRows(options: Options): string[][] {
  return Object.entries(options).map(([name, option]) => [
    option.type === 'flag' ? flagOf(name) : `${flagOf(name)} ${valueName(option)}`,
    `${option.description}${option.required ? ' Needed.' : ''}`,
  ]);
}

const withoutProgram = (usage: string) => usage.slice(program.length + 1);

function section(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return `${title}:\n${aligned(rows).replace(/^/gm, '  ')}`;
}

function paragraphs(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
