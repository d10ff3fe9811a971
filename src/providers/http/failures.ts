/** What went wrong on the way to an address, in words for whoever set it. What a socket says of its own stays inside. */
import { ExternalApiError, TrunklineError } from '../../core/errors.ts';

const words: readonly (readonly [RegExp, string])[] = [
  [/^UND_ERR_CONNECT_TIMEOUT$|^ETIMEDOUT$|^ECONNREFUSED$|^E(HOST|NET)UNREACH$/, 'accepted no connection'],
  [/TIMEOUT/i, 'did not answer in time'],
  [/^UND_ERR_HEADERS_OVERFLOW$|^HPE_|^HTTPParserError$/, 'answered something that is no HTTP'],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|SSL|EPROTO/,
    'cannot be trusted: its certificate or its TLS is not in order',
  ],
];

export function failureOf(error: unknown): TrunklineError {
  if (error instanceof TrunklineError) return error;
  const { code, name } = error as { code?: unknown; name?: unknown };
  const key = String(typeof code === 'string' ? code : name);
  const [, what = 'ended the connection before its answer was whole'] =
    words.find(([pattern]) => pattern.test(key)) ?? [];
  return new ExternalApiError(`The address ${what}.`, { code: 'ADDRESS_UNREACHABLE', cause: error });
}
