/** Whether an Authorization header brings a bearer token, without telling by the time taken how near a guess was. */
import { createHash, timingSafeEqual } from 'node:crypto';

export function hasToken(authorization: string | undefined, token: string): boolean {
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

/** Of one length, whatever was given. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
