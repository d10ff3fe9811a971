/**
 * What went over the wire, both ways, newest last: requests to the sandbox's vendors, and requests that the sandbox
 * made. Nothing is hidden in it, credentials neither: nobody uses real ones here.
 */

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Exchange {
  /** `in`: somebody called a vendor's API. `out`: the vendor called somebody. */
  readonly direction: 'in' | 'out';
  readonly vendor: string;
  /** `POST /v1/calls` of an API, or the kind of a webhook. */
  readonly route: string;
  readonly method: string;
  readonly url: string;
  /** What it is about: a call's or a message's id. */
  readonly subject?: string | undefined;
  /** The call in the course of which it was sent, where the subject is another one: a leg that it dialled. */
  readonly within?: string | undefined;
  /** What tells a webhook from others of its route and subject; the same for all its attempts. */
  readonly key?: string | undefined;
  /** From 1; above it where a webhook is tried again. */
  readonly attempt?: number | undefined;
  readonly requestHeaders: Headers;
  readonly requestBody: string | Buffer | undefined;
  /** None where no answer came, or none was given. */
  readonly status?: number | undefined;
  readonly responseHeaders?: Headers | undefined;
  readonly responseBody?: string | Buffer | undefined;
  /** Why there was no answer. */
  readonly failure?: string | undefined;
  /** The kind of the fault that was put in, and the rule that did it. */
  readonly fault?: string | undefined;
  readonly faultRule?: string | undefined;
  /** Of a webhook: whether the receiver has the whole of it. Undefined where nobody can know. */
  readonly arrived?: boolean | undefined;
  readonly durationMs: number;
}

export interface JournalEntry extends Omit<Exchange, 'requestBody' | 'responseBody'> {
  readonly id: number;
  /** When it ended. */
  readonly at: string;
  /** As text; bytes that are none are told as their number. Long ones are cut. */
  readonly requestBody: string;
  readonly responseBody: string;
}

export interface JournalFilter {
  readonly after?: number | undefined;
  readonly vendor?: string | undefined;
  readonly direction?: string | undefined;
  readonly route?: string | undefined;
  readonly subject?: string | undefined;
  /** The newest so many. */
  readonly limit?: number | undefined;
}

export interface Journal {
  /** Of the newest entry, kept or not; 0 before the first. */
  readonly lastId: number;
  add(exchange: Exchange): JournalEntry;
  list(filter?: JournalFilter): JournalEntry[];
  get(id: number): JournalEntry | undefined;
  clear(): void;
  /** Calls for every entry from now on; returns the way to end that. */
  subscribe(listener: (entry: JournalEntry) => void): () => void;
}

const longestBody = 64 * 1024;

export function createJournal({ keep = 5_000 } = {}): Journal {
  const listeners = new Set<(entry: JournalEntry) => void>();
  let entries: JournalEntry[] = [];
  let lastId = 0;
  return {
    get lastId() {
      return lastId;
    },
    add({ requestBody, responseBody, ...exchange }) {
      lastId += 1;
      const entry: JournalEntry = {
        id: lastId,
        at: new Date().toISOString(),
        ...exchange,
        requestBody: readable(requestBody),
        responseBody: readable(responseBody),
      };
      entries.push(entry);
      // Cut now and then rather than at each entry, which would move them all every time.
      if (entries.length >= keep * 2) entries = entries.slice(-keep);
      for (const listener of listeners) listener(entry);
      return entry;
    },
    list({ after = 0, limit = keep, ...filter } = {}) {
      const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
      return entries
        .slice(-keep)
        .filter(
          (entry) =>
            entry.id > after && wanted.every(([name, value]) => entry[name as keyof JournalEntry] === value),
        )
        .slice(-limit);
    },
    get: (id) => entries.find((entry) => entry.id === id),
    clear() {
      entries = [];
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function readable(body: string | Buffer | undefined): string {
  if (body === undefined) return '';
  if (typeof body === 'string') return cut(body);
  const start = body.subarray(0, longestBody);
  // A zero byte never stands in text, and always somewhere in audio, archives and pictures.
  return start.includes(0) ? `(${body.length} bytes)` : cut(start.toString(), body.length);
}

function cut(text: string, length = text.length): string {
  return length > longestBody ? `${text.slice(0, longestBody)}… (${length} in all)` : text;
}
