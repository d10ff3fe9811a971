/**
 * Bland signs with a secret of the organisation: hex HMAC-SHA256 in X-Webhook-Signature, over the body alone. No time
 * and no address is in it, so what was sent once verifies for ever and everywhere with that secret.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Arrived, Signing, Verdict } from '../telephony.ts';
import { readJson } from './message.ts';

const shape = /^[0-9a-f]{64}$/i;

export function verify({ headers, body }: Arrived, { secrets }: Signing): Verdict {
  const header = headers['x-webhook-signature'];
  if (header === undefined || header === '') return { good: false, why: 'no signature' };
  const written = typeof header === 'string' ? header.trim() : '';
  if (!shape.test(written)) return { good: false, why: 'wrong signature' };
  const signature = Buffer.from(written, 'hex');
  if (isSigned(body, signature, secrets)) return { good: true, bytes: body };
  // Bland's own sample signs JSON that was read and written anew; which of the two is sent, nobody says.
  const anew = writtenAnew(body);
  if (anew !== undefined && isSigned(anew, signature, secrets)) return { good: true, bytes: anew };
  return { good: false, why: 'wrong signature' };
}

/** All secrets are tried, so that the time tells nothing of which one it was. */
function isSigned(bytes: Buffer, signature: Buffer, secrets: readonly string[]): boolean {
  return secrets
    .filter((secret) => secret !== '')
    .map((secret) => timingSafeEqual(createHmac('sha256', secret).update(bytes).digest(), signature))
    .includes(true);
}

/** Undefined where that makes no difference, or cannot be done. */
function writtenAnew(body: Buffer): Buffer | undefined {
  const json = readJson(body);
  if (json === undefined) return undefined;
  try {
    const anew = Buffer.from(JSON.stringify(json.value));
    return anew.equals(body) ? undefined : anew;
  } catch {
    // Too deep to be written: nothing that Bland sends.
    return undefined;
  }
}
