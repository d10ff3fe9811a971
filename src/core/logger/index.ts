/**
 * One line per thing that happened: timestamp, level, message, who (requestId, tenantId, userId) and metadata. What
 * is said about who comes from child loggers; what a line is given goes into metadata.
 */
import pino from 'pino';
import { redacted, redactedPaths, redactLine } from './redact.ts';

export type Logger = pino.Logger;

export interface LogOptions {
  level: string;
  /** For people at a terminal instead of JSON. */
  pretty: boolean;
  /** Gets the same lines as JSON. */
  file?: string | undefined;
}

/** The process's log. It is written in batches; what is still waiting when the process ends is written then. */
export async function openLog(
  { level, pretty, file }: LogOptions,
  out?: pino.DestinationStream,
): Promise<Logger> {
  const shown = out ?? (pretty ? await prettyStream() : bufferedStream(1));
  if (file === undefined) return createLogger(level, shown);
  const all = [shown, bufferedStream(file)].map((stream) => ({ level: 'debug' as const, stream }));
  return createLogger(level, pino.multistream(all));
}

export function createLogger(level: string, stream: pino.DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      messageKey: 'message',
      errorKey: 'error',
      nestedKey: 'metadata',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.errWithCause },
      redact: { paths: redactedPaths, censor: redacted },
      hooks: { streamWrite: redactLine },
    },
    stream,
  );
}

/** A write for each line costs a sixth of the throughput; a batch is at most half a second late. */
function bufferedStream(dest: string | number) {
  return pino.destination({ dest, mkdir: true, sync: false, minLength: 4096, periodicFlush: 500 });
}

async function prettyStream() {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    messageKey: 'message',
    timestampKey: 'timestamp',
    translateTime: 'SYS:HH:MM:ss.l',
    errorLikeObjectKeys: ['error'],
    singleLine: true,
  });
}
