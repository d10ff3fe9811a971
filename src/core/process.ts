/**
 * The life of a process of Trunkline, the same for every entry point: configuration, log, start, and one way out.
 * SIGTERM, SIGINT, an error that nobody caught and a failed start all close what was opened, in reverse order and
 * within a limit, name what hung, and end with an exit code that is 0 only where all went well.
 */
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Closing, createClosing } from './closing.ts';
import { type Config, ConfigError, readConfig } from './config/index.ts';
import { type Logger, openLog } from './logger/index.ts';

export interface ProcessContext {
  readonly config: Config;
  readonly log: Logger;
  /** What is opened is added here. Whatever finishes work under way may take `config.SHUTDOWN_SECONDS` for it. */
  readonly closing: Closing;
}

/** What stands beneath the work under way closes in a moment, once that has ended. */
const restMs = 3_000;
/** After an error that nobody foresaw: time to answer what is under way, but nobody waits for it. */
const failedWithinMs = 5_000;
/** Ctrl-C reaches a process from the terminal and from its supervisor; that is one wish, not two. */
const sameWishMs = 300;
/** A process that has closed everything ends by itself within this time, or says what keeps it. */
const endsWithinMs = 2_000;

/** `name` is what the log calls the process. To be called once, as the last thing of an entry point. */
export async function runProcess(
  name: string,
  start: (context: ProcessContext) => Promise<void>,
): Promise<void> {
  const config = configuration();
  const log = await openLog({
    level: config.LOG_LEVEL,
    pretty: config.NODE_ENV === 'development',
    file: config.LOG_FILE,
  });
  const closing = createClosing((message, error) => log.error({ error }, message));
  const started = Promise.withResolvers<void>();
  let ending: { since: number } | undefined;
  let failed = false;

  async function end(withinMs: number): Promise<void> {
    ending = { since: performance.now() };
    const deadline = ending.since + withinMs;
    // Otherwise what the start opens in a moment would be left open.
    const settled = await Promise.race([started.promise, sleep(withinMs, 'hangs' as const, { ref: false })]);
    if (settled === 'hangs') log.error(`the start of ${name} did not come to an end`);
    const left = await closing.close({ withinMs: Math.max(deadline - performance.now(), 0) });
    if (settled === 'hangs' || left.length > 0) process.exit(1);
    log.info(`${name} has ended`);
    process.exitCode = failed ? 1 : 0;
    await sleep(endsWithinMs, undefined, { ref: false });
    log.warn({ resources: process.getActiveResourcesInfo() }, `something keeps ${name} from ending`);
    process.exit();
  }

  function stop(signal: 'SIGTERM' | 'SIGINT'): void {
    if (ending === undefined) {
      log.info({ signal, withinSec: config.SHUTDOWN_SECONDS }, `${name} is closing; a second signal ends it`);
      void end(config.SHUTDOWN_SECONDS * 1000 + restMs);
    } else if (performance.now() - ending.since > sameWishMs) {
      log.warn({ signal }, `${name} ends at once`);
      process.exit(128 + constants.signals[signal]);
    }
  }

  function fail(error: unknown, message: string): void {
    // The first error is the cause; what falls over after it would only hide it.
    if (failed) return;
    failed = true;
    log.error({ error }, message);
    if (ending === undefined) void end(failedWithinMs);
  }

  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('uncaughtException', (error) => fail(error, `an error that nobody caught ends ${name}`));
  process.on('unhandledRejection', (error) => fail(error, `a rejection that nobody handled ends ${name}`));
  try {
    await start({ config, log, closing });
  } catch (error) {
    fail(error, `${name} does not start`);
  } finally {
    started.resolve();
  }
}

/** A wrong configuration is told to whoever starts the process, in words made for people, and not to the log. */
function configuration(): Config {
  // What is set in the environment wins over what the file says.
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
