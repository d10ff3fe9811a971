/** The embedded engine in a process of its own, for all test files of a run: it prints its address and serves until it is told to end. */
import { startEmbeddedMongo } from '../../embedded/mongo/index.ts';

const server = await startEmbeddedMongo({
  inMemory: true,
  ttlEveryMs: 500,
  // Tests send what no client would; that it is told is no news.
  log: (message) => /^connection \d+ closed/.test(message) || console.error(message),
});
process.once('disconnect', () => void server.close());
process.send?.(server.uri);
