/**
 * Loaded before everything else in each process that `npm run up` starts. The channel to `up` closes when `up` is
 * gone, even when it was killed without a word; then this process ends itself as if it had been asked to.
 */
const patienceMs = 30_000;

process.on('disconnect', () => {
  // Nobody reads what is written any more.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // It leads its own group, so whatever it has started goes with it.
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), patienceMs).unref();
  process.kill(process.pid, 'SIGTERM');
});
// Being ready for that is no reason to stay.
process.channel?.unref();
