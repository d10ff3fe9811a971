/** Servers and workers that do nothing, or one thing that real ones should not. */

const serving = `import { createServer } from 'node:http';
const server = createServer((_, answer) => answer.end('{}')).listen(Number(process.env.PORT), '127.0.0.1');
`;

export const standIns = {
  server: `${serving}process.on('SIGTERM', () => process.exit(0));\n`,
  worker: `setInterval(() => {}, 1_000_000);\n`,
  /** A server that keeps on when it is asked to end. */
  stubborn: `${serving}process.on('SIGTERM', () => console.log('I stay'));\n`,
  /** Ends at once, with its last words. */
  dying: `console.error('no dial tone'); process.exit(3);\n`,
};
