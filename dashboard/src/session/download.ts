/** A file of any length, taken as it comes: the browser keeps it where it has room, and somebody sees it grow. */
import type { ErrorAnswer } from '../../../src/contract/error.ts';
import { texts } from '../texts.ts';
import { asSignedIn } from './ask.ts';
import { ApiError } from './request.ts';

interface Options {
  readonly tenantId: string | undefined;
  readonly signal: AbortSignal;
  onPiece(piece: Uint8Array): void;
}

/** Fails where it breaks off: what resolves is whole. */
export async function download(path: string, { tenantId, signal, onPiece }: Options): Promise<Blob> {
  const answer = await asSignedIn(tenantId, (headers) => begun(path, headers, signal));
  const watched = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller) {
      onPiece(piece);
      controller.enqueue(piece);
    },
  });
  try {
    return await new Response(answer.body?.pipeThrough(watched)).blob();
  } catch (error) {
    throw signal.aborted ? error : new ApiError(0, { error: texts.errors.brokeOff, code: 'BROKE_OFF' });
  }
}

async function begun(path: string, headers: HeadersInit, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(path, { headers, signal }).catch((error: unknown) => {
    throw signal.aborted ? error : new ApiError(0, { error: texts.errors.network, code: 'NETWORK' });
  });
  if (answer.ok) return answer;
  throw new ApiError(answer.status, (await answer.json().catch(() => ({}))) as Partial<ErrorAnswer>);
}

/** Gives it to whoever asked for it, as the browser gives files. */
export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
