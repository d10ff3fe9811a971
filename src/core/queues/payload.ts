/** A job's payload is parsed when it is added, and again when it arrives: what wrote it may have been another version. */
import type { CommonPayload, Queue } from './define.ts';

/** Ids need no more. What does not fit is a document, and belongs into the database. */
const maxBytes = 4_096;

export class InvalidPayload extends Error {
  override readonly name = 'InvalidPayload';
}

export function parsePayload<Payload extends CommonPayload>(queue: Queue<Payload>, data: unknown): Payload {
  const result = queue.payload.safeParse(data);
  if (!result.success) {
    const complaints = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new InvalidPayload(`not a payload of ${queue.name}: ${complaints.join('; ')}`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(result.data));
  if (bytes > maxBytes) {
    throw new InvalidPayload(
      `a payload of ${queue.name} has ${bytes} bytes; a job holds ids, and at most ${maxBytes} bytes of them`,
    );
  }
  return result.data;
}
