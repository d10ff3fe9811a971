/** What a person sees of `npm run up`: its own words, and the lines of each process behind its label. */
import { styleText } from 'node:util';

type Colour = Parameters<typeof styleText>[0];

export interface Screen {
  readonly coloured: boolean;
  tell(line: string): void;
  done(line: string): void;
  warn(line: string): void;
  /** Writes lines of one process. */
  labelled(name: string): (line: string) => void;
}

const colours: Colour[] = ['cyan', 'magenta', 'blue', 'yellow', 'green'];
const width = 'database'.length;

export function createScreen(out: NodeJS.WriteStream): Screen {
  const coloured = styleText('red', '', { stream: out }) !== '';
  const write = (line: string) => out.write(`${line}\n`);
  const paint = (colour: Colour, text: string) => styleText(colour, text, { stream: out });
  let labels = 0;
  return {
    coloured,
    tell: (line) => write(`  ${line}`),
    done: (line) => write(`${paint('green', '✓')} ${line}`),
    warn: (line) => write(`${paint('yellow', '!')} ${line}`),
    labelled(name) {
      const label = paint(colours[labels++ % colours.length] ?? 'cyan', `${name.padEnd(width)} │`);
      return (line) => write(`${label} ${line}`);
    },
  };
}
