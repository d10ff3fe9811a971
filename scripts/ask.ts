import { createInterface } from 'node:readline/promises';

/** A question that is answered with y or not at all. Where nobody can answer, the option has to say it. */
export async function isSure(
  question: string,
  saidYes: boolean,
  output: NodeJS.WritableStream = process.stdout,
): Promise<boolean> {
  if (saidYes) return true;
  if (!process.stdin.isTTY) {
    throw new Error(`${question} Nobody is here to be asked; --yes says so beforehand.`);
  }
  const reader = createInterface({ input: process.stdin, output });
  try {
    return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
  } catch {
    // Ctrl-C or Ctrl-D is no.
    return false;
  } finally {
    reader.close();
  }
}
