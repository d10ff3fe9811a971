/** Starts the processes of `npm run up` one after the other, each supervised and on the list to be closed. */
import { join } from 'node:path';
import type { Closing } from '../../src/core/closing.ts';
import { startChild } from './child.ts';
import { type Environment, root } from './environment.ts';
import { openLogFile } from './log-file.ts';
import type { Screen } from './screen.ts';
import { supervise, type Watched } from './supervise.ts';

export interface Part {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly readyLine?: RegExp;
  /** Whether a line is shown; the whole log is in a file then. Without it every line is shown. */
  readonly shows?: (line: string, from: 'stdout' | 'stderr') => boolean;
}

export interface Parts {
  /** Resolves when it can be used. */
  start(part: Part): Promise<void>;
  /** Fails as soon as one part is given up. */
  readonly lost: Promise<never>;
  kill(): void;
}

interface House {
  readonly data: string;
  readonly screen: Screen;
  readonly closing: Closing;
  /** How long each may take to stop. */
  readonly patienceMs: number;
}

export function createParts({ data, screen, closing, patienceMs }: House): Parts {
  const started: Watched[] = [];
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  const colour: Environment = screen.coloured ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
  return {
    lost: lost.promise,
    kill() {
      for (const part of started) part.kill();
    },
    async start({ name, argv, env, readyLine, shows }) {
      const show = screen.labelled(name);
      const file = shows === undefined ? undefined : openLogFile(join(data, 'logs', `${name}.log`));
      if (file !== undefined) closing.add(`the log of ${name}`, () => file.close());
      const part = supervise({
        name,
        ...(readyLine === undefined ? {} : { readyLine }),
        tell: screen.warn,
        start: (onLine) =>
          startChild({
            argv,
            cwd: root,
            env: { ...env, ...colour },
            patienceMs,
            onLine(line, from) {
              onLine(line);
              file?.write(line);
              if (shows === undefined || shows(line, from)) show(line);
            },
          }),
      });
      started.push(part);
      closing.add(name, () => part.stop(), { patienceMs: patienceMs + 5_000 });
      part.lost.catch(lost.reject);
      await part.ready;
    },
  };
}
