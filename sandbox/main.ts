// The sandbox as a process: npm run sandbox, or node sandbox/main.ts. `play` plays scenarios and ends with them.
import { play } from './player/command.ts';
import { serve } from './serve.ts';

const [first, ...rest] = process.argv.slice(2);
if (first === 'play') process.exitCode = await play(rest);
else await serve(process.argv.slice(2));
