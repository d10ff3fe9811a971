/**
 * One call's way through its documents: from the first one, by actions and redirects, to the end of the last. Where a
 * document fails, the fallback address gets its chance; after that the other side hears that something is broken.
 */

import { longestText } from '../../../speech/types.ts';
import { type Document, readAnswer, readTwiml } from './document.ts';
import { NotPretended, TwimlFailure } from './failure.ts';
import { createScene, unlessAborted } from './scene.ts';
import type { Entry, Flow, Line, Method, Ports, RunningStream, Scene } from './types.ts';
import { playAnswer } from './verbs/audible.ts';
import { notPretended, verbs } from './verbs/index.ts';
import type { Element } from './xml.ts';

export interface Fallback {
  readonly url: string;
  readonly method: Method;
}

export interface SessionOptions {
  readonly line: Line;
  readonly ports: Ports;
  readonly entry: Entry;
  readonly fallback?: Fallback | undefined;
}

export interface TwimlSession {
  /** Resolves when the call has ended. */
  readonly done: Promise<void>;
  /** Leaves whatever plays and goes on there. */
  update(entry: Entry, fallback?: Fallback): void;
}

export const apology = 'We are sorry, an application error has occurred. Goodbye.';

/** So many documents without anything to hear are a circle. */
const silentDocuments = 100;

class SentElsewhere extends Error {
  readonly entry: Entry;
  constructor(entry: Entry) {
    super('the call was sent elsewhere');
    this.entry = entry;
  }
}

export function runTwiml({ line, ports, entry: first, fallback }: SessionOptions): TwimlSession {
  const streams = new Map<string, RunningStream>();
  let rescue = fallback;
  let turn = new AbortController();
  let silent = 0;

  async function run(): Promise<void> {
    let next: Entry | undefined = first;
    while (next !== undefined) {
      if (line.signal.aborted) return tellOwed(next);
      const entry: Entry = next;
      turn = new AbortController();
      try {
        next = await perform(entry, AbortSignal.any([line.signal, turn.signal]));
      } catch (error) {
        if (line.signal.aborted) return;
        next = await recover(error, entry);
      }
    }
    hangUp('the document has ended');
  }

  async function tellOwed(entry: Entry): Promise<void> {
    if ('request' in entry && entry.owed) await ports.fetch(entry.request);
  }

  /** Where to go on after something went wrong. */
  async function recover(error: unknown, entry: Entry): Promise<Entry | undefined> {
    if (error instanceof SentElsewhere) return error.entry;
    if (error instanceof TwimlFailure) {
      const url = error.url ?? ('request' in entry ? entry.request.url : undefined);
      ports.report({ level: 'error', code: error.code, message: error.message, url });
      const failedAlready = 'request' in entry && entry.request.purpose === 'fallback';
      if (rescue !== undefined && !failedAlready) return fallbackEntry(rescue, error.code, url);
    } else if (error instanceof NotPretended) {
      ports.report({ level: 'error', code: undefined, message: error.message, url: undefined });
    } else throw error;
    return apologise();
  }

  async function apologise(): Promise<Entry | undefined> {
    try {
      line.agent.answer();
      await line.agent.say(apology, { signal: turn.signal });
    } catch (error) {
      if (error instanceof SentElsewhere) return error.entry;
      if (!line.signal.aborted) throw error;
    }
    hangUp('application error');
    return undefined;
  }

  async function perform(entry: Entry, signal: AbortSignal): Promise<Entry | undefined> {
    silent += 1;
    if (silent > silentDocuments) {
      throw new NotPretended(`more than ${silentDocuments} documents in a row without anything to hear`);
    }
    const { document, url } = await load(entry, signal);
    const scene = createScene({ line, ports, signal, streams, url });
    if (document.kind === 'twiml') return playAll(scene, document.children);
    silent = 0;
    line.agent.answer();
    if (document.kind === 'text') await line.agent.say(document.text.slice(0, longestText), { signal });
    else await playAnswer(scene, url ?? '', document);
    return undefined;
  }

  async function load(
    entry: Entry,
    signal: AbortSignal,
  ): Promise<{ document: Document; url: string | undefined }> {
    if ('twiml' in entry) return { document: readTwiml(entry.twiml), url: undefined };
    const answer = await unlessAborted(ports.fetch(entry.request), signal);
    const document = readAnswer(answer, entry.request.url);
    return { document, url: answer.ok ? answer.url : entry.request.url };
  }

  async function playAll(scene: Scene, children: readonly (Element | string)[]): Promise<Entry | undefined> {
    for (const child of children) {
      if (typeof child === 'string') {
        if (child.trim() !== '') scene.warn(12200, 'text between the verbs is not said');
        continue;
      }
      scene.signal.throwIfAborted();
      const flow = await playOne(scene, child);
      if (flow === 'hang up') return undefined;
      if (flow !== undefined) return flow;
    }
    line.agent.answer();
    return undefined;
  }

  async function playOne(scene: Scene, element: Element): Promise<Flow> {
    const verb = verbs.get(element.name);
    if (verb === undefined) {
      if (notPretended.has(element.name)) throw new NotPretended(`<${element.name}>`);
      scene.warn(12200, `<${element.name}> is no verb of TwiML and was passed over`);
      return undefined;
    }
    for (const name of element.attributes.keys()) {
      if (!verb.attributes.includes(name)) scene.warn(12200, `<${element.name}> has no attribute ${name}`);
    }
    if (verb.answers?.(element) ?? true) line.agent.answer();
    if (verb.audible) silent = 0;
    return verb.play(scene, element);
  }

  function hangUp(reason: string): void {
    if (!line.signal.aborted) line.agent.hangUp(reason);
  }

  return {
    done: run(),
    update(entry, fallback) {
      rescue = fallback ?? rescue;
      turn.abort(new SentElsewhere(entry));
    },
  };
}

function fallbackEntry({ url, method }: Fallback, code: number, failed: string | undefined): Entry {
  const params = [
    ['ErrorCode', String(code)],
    ['ErrorUrl', failed ?? ''],
  ] as const;
  return { request: { purpose: 'fallback', url, method, params } };
}
