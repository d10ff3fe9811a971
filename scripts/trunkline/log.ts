/** What the application logs, for whoever watches a command: a line of words for each thing, and all of it if they want. */
import type { Writable } from 'node:stream';
import { createLogger, type Logger } from '../../src/core/logger/index.ts';

interface Line {
  readonly level: string;
  readonly message: string;
  readonly metadata?: { readonly error?: { readonly message?: string }; readonly reason?: string };
}

export function commandLog(
  { stderr, verbose }: { readonly stderr: Writable; readonly verbose: boolean },
  level: 'warn' | 'error' = 'warn',
): Logger {
  return verbose ? createLogger('info', stderr) : createLogger(level, { write: inWords(stderr) });
}

/** Several connections notice one outage: it is told once. */
function inWords(stderr: Writable): (line: string) => void {
  const told = new Set<string>();
  return (line) => {
    const { level, message, metadata } = JSON.parse(line) as Line;
    const cause = metadata?.error?.message ?? metadata?.reason;
    const words = `${level}: ${message}${cause === undefined ? '' : ` (${cause})`}\n`;
    if (told.has(words)) return;
    told.add(words);
    stderr.write(words);
  };
}
