/** One run of the command line, from what was typed to the exit code. */
import type { Context } from './command.ts';
import { families } from './families.ts';
import { helpOf } from './help.ts';
import type { Io } from './io.ts';
import { type Parsed, parse } from './parse.ts';
import { reasonOf } from './reason.ts';
import { WrongUse } from './wrong-use.ts';

/** 0: done. 1: refused, or failed. 2: not understood. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    const parsed = parse(argv, families);
    if (!('help' in parsed)) return await runCommand(parsed, io);
    io.stdout.write(`${helpOf(parsed.help, families)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    return explainUse(error, io);
  }
}

async function runCommand({ command, given, json, verbose, yes }: Parsed, io: Io): Promise<number> {
  const tell = (line: string) => void io.stderr.write(`${line}\n`);
  const context: Context = { ...io, json, verbose, tell };
  try {
    const typed = given as never;
    const question = yes ? undefined : command.asks?.(typed);
    if (question !== undefined && !(await isSure(question, io))) {
      tell('Nothing was done.');
      return 1;
    }
    const answer = await command.run(context, typed);
    if (answer === undefined) return 0;
    io.stdout.write(`${json ? JSON.stringify(answer.data) : answer.text}\n`);
    return answer.code ?? 0;
  } catch (error) {
    if (error instanceof WrongUse) throw new WrongUse(error.message, command.name);
    const reason = reasonOf(error);
    tell(json ? JSON.stringify(reason) : told(reason));
    if (verbose && error instanceof Error) tell(error.stack ?? '');
    return command.failsWith ?? 1;
  }
}

function isSure(question: string, { ask }: Io): Promise<boolean> {
  if (ask !== undefined) return ask(question);
  throw new WrongUse(`${question} Nobody is here to be asked; --yes says so beforehand.`);
}

function told({ error, code, details = [] }: ReturnType<typeof reasonOf>): string {
  const lines = details.map(({ path, message }) => `\n  ${path}: ${message}`).join('');
  return `${error}${code === undefined ? '' : ` (${code})`}${lines}`;
}

function explainUse({ message, about }: WrongUse, { stderr }: Io): number {
  const help = ['npm run trunkline --', about, '--help'].filter((part) => part !== '').join(' ');
  stderr.write(`${message}\nMore by: ${help}\n`);
  return 2;
}
