/**
 * Where a pretended provider may be: only where the configuration allows addresses of one's own. A public address could
 * be the real provider's, whose calls would then pass for simulated ones.
 */
import { ValidationError } from '../../core/errors.ts';

/** The way out that leads to networks of one's own alone: fails with a ValidationError for any other address. */
export type CheckPretended = (url: string) => Promise<void>;

/** Resolves with the address as it is kept. */
export async function pretendedAt(baseUrl: string, check: CheckPretended): Promise<string> {
  const url = URL.parse(baseUrl);
  if (url === null || url.search !== '' || url.hash !== '') throw refused();
  try {
    await check(baseUrl);
  } catch (error) {
    throw error instanceof ValidationError ? refused(error) : error;
  }
  return url.href.replace(/\/+$/, '');
}

function refused(cause?: unknown): ValidationError {
  const message =
    'expected an address such as http://127.0.0.1:4010/twilio, in a network that EGRESS_ALLOWED_NETWORKS names';
  return new ValidationError(
    'No pretended provider can be at this address.',
    [{ path: 'body.baseUrl', message }],
    {
      code: 'ADDRESS_NOT_ALLOWED',
      cause,
    },
  );
}
