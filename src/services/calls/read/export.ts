/** Calls as a file of any length: they are read as they are taken, and are never whole in memory. */
import { Readable } from 'node:stream';
import type { Call } from '../../../contract/calls.ts';
import { type Cell, csvRow } from '../../../core/csv.ts';
import { inPieces } from '../../../core/pieces.ts';

export interface ExportedCalls {
  readonly contentType: string;
  readonly body: Readable;
}

/** What reads them may fail: then the connection is cut off, and whoever took the file knows that it is not whole. */
export function exportOf(calls: AsyncIterable<Call>, format: keyof typeof formats): ExportedCalls {
  const { contentType, text } = formats[format];
  return { contentType, body: Readable.from(inPieces(text(calls)), { objectMode: false }) };
}

const formats = {
  ndjson: { contentType: 'application/x-ndjson; charset=utf-8', text: jsonLines },
  csv: { contentType: 'text/csv; charset=utf-8', text: csv },
} as const;

async function* jsonLines(calls: AsyncIterable<Call>): AsyncGenerator<string> {
  for await (const call of calls) yield `${JSON.stringify(call)}\n`;
}

const columns: Record<string, (call: Call) => Cell> = {
  id: ({ id }) => id,
  startedAt: ({ startedAt }) => startedAt,
  answeredAt: ({ answeredAt }) => answeredAt,
  endedAt: ({ endedAt }) => endedAt,
  direction: ({ direction }) => direction,
  from: ({ from }) => from,
  to: ({ to }) => to,
  callerName: ({ callerName }) => callerName,
  agent: ({ agent }) => agent,
  status: ({ status }) => status,
  endedBy: ({ endedBy }) => endedBy,
  answeredBy: ({ answeredBy }) => answeredBy,
  billableSec: ({ billableSec }) => billableSec,
  billableFrom: ({ billableFrom }) => billableFrom,
  durationsDisagree: ({ durationsDisagree }) => durationsDisagree,
  costAmount: ({ cost }) => cost?.amount,
  costCurrency: ({ cost }) => cost?.currency,
  recording: ({ recording }) => recording,
  transferredTo: ({ transferredTo }) => transferredTo,
  disposition: ({ disposition }) => disposition,
  summary: ({ summary }) => summary,
  errorMessage: ({ error }) => error?.message,
  errorCode: ({ error }) => error?.code,
  lostBecause: ({ lostBecause }) => lostBecause,
  lastAt: ({ lastAt }) => lastAt,
  lastLineWho: ({ lastLine }) => lastLine?.who,
  lastLineText: ({ lastLine }) => lastLine?.text,
  metadata: ({ metadata }) => metadata && JSON.stringify(metadata),
  provider: ({ provider }) => provider,
  providerCallId: ({ providerCallId }) => providerCallId,
  connectionId: ({ connectionId }) => connectionId,
  numberId: ({ numberId }) => numberId,
  simulated: ({ simulated }) => simulated,
  rev: ({ rev }) => rev,
};

async function* csv(calls: AsyncIterable<Call>): AsyncGenerator<string> {
  yield csvRow(Object.keys(columns));
  for await (const call of calls) yield csvRow(Object.values(columns).map((value) => value(call)));
}
