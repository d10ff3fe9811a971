/** Asks our own API as whoever is signed in, and once more where the access token was refused. */

import { texts } from '../texts.ts';
import { ApiError, type RequestOptions, request } from './request.ts';
import { accessToken } from './session.ts';

/** `tenantId`: another tenant than one's own, which the platform's people may name. */
export async function ask<T>(path: string, tenantId?: string, options: RequestOptions = {}): Promise<T> {
  return asSignedIn(tenantId, (headers) =>
    request<T>(path, { ...options, headers: { ...options.headers, ...headers } }),
  );
}

type Headers = Readonly<Record<string, string>>;

export async function asSignedIn<T>(
  tenantId: string | undefined,
  send: (headers: Headers) => Promise<T>,
): Promise<T> {
  const token = await accessToken();
  try {
    return await send(headersOf(token, tenantId));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || token === null) throw error;
    return send(headersOf(await accessToken(token), tenantId));
  }
}

function headersOf(token: string | null, tenantId: string | undefined): Headers {
  // Nobody is signed in any more, and the page of it is about to go.
  if (token === null) throw new ApiError(401, { error: texts.errors.signedOut, code: 'SIGNED_OUT' });
  return {
    authorization: `Bearer ${token}`,
    ...(tenantId !== undefined && { 'x-tenant-id': tenantId }),
  };
}

/** `?a=b`, without what is not there. */
export function queryOf(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}
