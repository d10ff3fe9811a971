/**
 * What Node could not read as HTTP, or did not get in time: there is no request and no reply, only a connection. It
 * is answered in the same format where nothing else is being answered on it, and then it is closed.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newRequestId } from '../frame/request-id.ts';
import { errorAnswer } from './answer.ts';
import { BadRequest, HeadersTooLarge, RequestTimeout } from './protocol.ts';

export interface ClientErrorOptions {
  /** Whether what is written now would stand in, or for, the answer to another request of this connection. */
  isBusy(socket: Socket): boolean;
  failed(code: string): void;
}

export function createClientErrorHandler({ isBusy, failed }: ClientErrorOptions) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const failure = failureOf(error);
    failed(failure.code);
    if (socket.writable && !isBusy(socket)) {
      const body = JSON.stringify(errorAnswer(failure, newRequestId(), false));
      socket.write(
        [
          `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`,
          'content-type: application/json; charset=utf-8',
          `content-length: ${Buffer.byteLength(body)}`,
          'connection: close',
          '',
          body,
        ].join('\r\n'),
      );
    }
    socket.destroy(error);
  };
}

function failureOf(error: Error & { code?: string }) {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RequestTimeout(error);
    case 'HPE_HEADER_OVERFLOW':
      return new HeadersTooLarge(error);
    default:
      return new BadRequest('This is not HTTP as it is understood here.', error);
  }
}
