import { flagOf } from './command.ts';
import { WrongUse } from './wrong-use.ts';

export function jsonOption(name: string, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WrongUse(`${flagOf(name)} is no JSON: ${(error as Error).message}`);
  }
}
