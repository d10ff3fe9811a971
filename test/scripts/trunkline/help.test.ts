/** What somebody is told who types less, more or something else than there is. */
import { describe, expect, test } from 'vitest';
import { commonOptions, flagOf } from '../../../scripts/trunkline/command.ts';
import { families } from '../../../scripts/trunkline/families.ts';
import { argumentName, optionsOf, parse } from '../../../scripts/trunkline/parse.ts';
import { runWith } from './support/command-line.ts';

const commands = families.flatMap((family) => family.commands);
// Nothing here gets as far as a database.
const trunkline = (...args: string[]) => runWith({}, args);

describe('help', () => {
  test('of all names every family', async () => {
    const { code, out, err } = await trunkline('--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const { name, summary } of families)
      expect(out).toMatch(new RegExp(`${name} +${RegExp.escape(summary)}`));
    for (const name of Object.keys(commonOptions)) expect(out).toContain(flagOf(name));
  });

  test.each(families.map((family) => [family.name, family] as const))(
    'of %s names its commands',
    async (_, family) => {
      const { code, out } = await trunkline(family.name, '-h');
      expect(code).toBe(0);
      for (const { name, summary } of family.commands) {
        expect(out).toContain(name);
        expect(out).toContain(summary);
      }
    },
  );

  test.each(commands.map((command) => [command.name, command] as const))(
    'of %s names its options, arguments and examples',
    async (name, command) => {
      const { code, out, err } = await trunkline(...name.split(' '), '--help');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      for (const option of Object.keys(optionsOf(command)))
        expect(out).toMatch(new RegExp(`^ +${flagOf(option)}\\b`, 'm'));
      for (const argument of Object.keys(command.arguments ?? {}))
        expect(out).toContain(argumentName(argument));
      for (const example of command.examples) expect(out).toContain(`npm run trunkline -- ${example}`);
    },
  );

  test('wins over everything else that was typed', async () => {
    expect(await trunkline('tenants', 'show', '--nonsense', '--help')).toMatchObject({ code: 0, err: '' });
  });
});

test.each(commands.flatMap(({ name, examples }) => examples.map((example) => [example, name])))(
  'the example is understood: %s',
  (example, name) => {
    const parsed = parse(words(example), families);
    expect('command' in parsed && parsed.command.name).toBe(name);
  },
);

/** As a shell would have it, without what goes to a file. */
function words(line: string): string[] {
  const found = line.replace(/ > \S+$/, '').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g);
  return [...found].map(([, double, single, plain]) => double ?? single ?? plain ?? '');
}

describe('2, and what might have been meant', () => {
  test.each([
    [[], 'Which command?'],
    [['--jsn'], '--jsn belongs behind a command.'],
    [['tenant'], 'There is no command tenant. Did you mean tenants?'],
    [['xyzzy'], 'There is no command xyzzy.\n'],
    [['tenants'], 'Which one: tenants list, show, create, update, suspend, resume, close?'],
    [['tenants', 'lsit'], 'There is no command tenants lsit. Did you mean tenants list?'],
    [['tenants', 'list', '--serch', 'a'], 'tenants list has no option --serch. Did you mean --search?'],
    [['tenants', 'list', '--search'], "Option '--search"],
    [['tenants', 'show'], 'TENANT is missing: npm run trunkline -- tenants show TENANT'],
    [['tenants', 'show', 'one', 'two'], 'What is two?'],
    [['tenants', 'create', '--name', 'A'], '--slug SLUG is missing.'],
    [['tenants', 'list', '--limit', 'many'], '--limit: expected a whole number, not many'],
    [['tenants', 'list', '--limit', '1000'], '--limit: '],
    [['tenants', 'list', '--status', 'gone'], '--status: '],
    [
      ['queues', 'dead', 'notification-queu'],
      'There is no queue notification-queu. Did you mean notification-queue?',
    ],
    [['queues', 'replay', 'notification-queue'], 'Which job: the id of one, or --all?'],
    [['keys', 'revoke', 'key_1'], '--yes says so beforehand'],
  ])('%j', async (args, message) => {
    const { code, out, err } = await trunkline(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toMatch(/\nMore by: npm run trunkline -- .*--help\n$/);
  });
});

test('a list begins where it is said, also with what is for all commands in front', () => {
  expect(parse(['--json', 'tenants', 'list', '--limit', '5'], families)).toMatchObject({
    json: true,
    verbose: false,
    given: { limit: 5, search: undefined },
  });
});

describe('mails are shown without a database', () => {
  test('all of them, one of them, and as HTML', async () => {
    const all = await trunkline('mail', 'preview', '--json');
    const { items } = JSON.parse(all.out) as { items: { template: string; html: string }[] };
    expect(items.map(({ template }) => template)).toContain('invitation');
    const one = await trunkline('mail', 'preview', 'invitation', '--html');
    expect(one.out.trim()).toBe(items.find(({ template }) => template === 'invitation')?.html.trim());
  });

  test('1 where there is none of that name', async () => {
    const { code, err } = await trunkline('mail', 'preview', 'invitatoin');
    expect(code).toBe(1);
    expect(err).toContain('Did you mean invitation?');
  });
});
