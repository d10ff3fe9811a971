// npm run trunkline: what the platform's operator does, from a terminal on the machine of the server.
import { enableCompileCache } from 'node:module';

// Before the rest is imported: from the second start on it is there compiled.
enableCompileCache();
const [{ isSure }, { run }, { readEnvironment }] = await Promise.all([
  import('./ask.ts'),
  import('./trunkline/run.ts'),
  import('./up/environment.ts'),
]);

const { stdin, stdout, stderr } = process;
const stop = new AbortController();
process.on('SIGINT', () => {
  // The first asks what is under way to stop in order; the second does not ask.
  if (stop.signal.aborted) process.exit(130);
  stop.abort();
});
stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read it has seen enough, as `head` has.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  process.exitCode = await run(process.argv.slice(2), {
    environment: readEnvironment(),
    stdout,
    stderr,
    signal: stop.signal,
    ask: stdin.isTTY ? (question) => isSure(question, false, stderr) : undefined,
  });
} catch (error) {
  stderr.write(`A fault of Trunkline’s own: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
