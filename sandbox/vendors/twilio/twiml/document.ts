/** Reads an answer as Twilio does, by its status and its content type. */
import { TwimlFailure } from './failure.ts';
import type { DocumentAnswer } from './types.ts';
import { type Element, parseXml, XmlError } from './xml.ts';

export type Document =
  | { readonly kind: 'twiml'; readonly children: readonly (Element | string)[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'audio'; readonly body: Buffer; readonly contentType: string };

const largestBytes = 64 * 1024;
const xmlTypes = ['text/xml', 'application/xml', 'text/html'];

export function readAnswer(answer: DocumentAnswer, requested: string): Document {
  const { status, contentType, body } = succeeded(answer, requested);
  const type = mediaType(contentType);
  if (type.startsWith('audio/')) return { kind: 'audio', body, contentType: type };
  if (type === 'text/plain') return { kind: 'text', text: body.toString() };
  if (!xmlTypes.includes(type)) {
    const said = type === '' ? `no content type (status ${status})` : `content type ${type}`;
    throw new TwimlFailure(12300, `${said} where TwiML was expected`, requested);
  }
  return readTwiml(body.toString(), requested);
}

/** Any answer that is none, or that is not 2xx, is a failure to retrieve it. */
export function succeeded(answer: DocumentAnswer, requested: string): DocumentAnswer & { ok: true } {
  if (!answer.ok) throw new TwimlFailure(answer.code, answer.message, requested);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new TwimlFailure(11200, `answered with status ${answer.status}`, requested);
}

export function readTwiml(text: string, url?: string): Document & { kind: 'twiml' } {
  if (Buffer.byteLength(text) > largestBytes) {
    throw new TwimlFailure(11750, `more than ${largestBytes} bytes of TwiML`, url);
  }
  const root = parsed(text, url);
  if (root.name !== 'Response') {
    throw new TwimlFailure(12102, `the root element is <${root.name}>, not <Response>`, url);
  }
  return { kind: 'twiml', children: root.children };
}

function parsed(text: string, url: string | undefined): Element {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof XmlError) throw new TwimlFailure(12100, error.message, url);
    throw error;
  }
}

export function mediaType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}
