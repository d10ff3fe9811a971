/** One request to our own API. What fails is an error whose message is for people, as the API wrote it. */
import type { ErrorAnswer } from '../../../src/contract/error.ts';
import { texts } from '../texts.ts';

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly details: ErrorAnswer['details'];

  constructor(status: number, answer: Partial<ErrorAnswer>) {
    super(answer.error ?? texts.errors.server);
    this.status = status;
    this.code = answer.code ?? 'UNKNOWN';
    this.requestId = answer.requestId;
    this.details = answer.details;
  }
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function request<T>(
  path: string,
  { method = 'GET', body, headers }: RequestOptions = {},
): Promise<T> {
  const response = await fetch(path, {
    method,
    // That this comes from a page of ours: requests with the cookie need it.
    headers: {
      'x-trunkline-client': 'dashboard',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ApiError(0, { error: texts.errors.network, code: 'NETWORK' });
  });
  const text = await response.text();
  if (!response.ok) throw new ApiError(response.status, parsed<ErrorAnswer>(text) ?? {});
  return parsed<T>(text) as T;
}

function parsed<T>(text: string): T | null {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
