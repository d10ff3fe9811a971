/** Where Twilio finds us, and how it has to behave there: its own way is to try once, and to wait for 15 seconds. */
import { callIdName } from '../../../core/calls/ids.ts';

/** The last part of each hook's address. */
export const hookNames = ['voice', 'action', 'status', 'recording', 'stream', 'amd', 'fallback'] as const;
export type HookName = (typeof hookNames)[number];

/** Which of a call's questions this answers: a second one has the same CallSid and is no repeat. */
export const stepParameter = 'step';

const retries = 3;
const connectMs = 1_000;
const answerMs = 2_500;

/**
 * Twilio ends a call whose answer has not come after 15 seconds, however often it was asked for: all attempts
 * together take less, so that the fallback still gets its turn.
 */
const overrides = `rc=${retries}&rp=5xx,ct,rt&ct=${connectMs}&rt=${answerMs}&tt=${(retries + 1) * (connectMs + answerMs)}`;

/** Where the hooks of one connection are, and whose call goes through them. */
export interface Hooks {
  /** Without the hook's name at its end. */
  readonly hooksUrl: string;
  /** Ours, where we placed the call. */
  readonly callId?: string | undefined;
}

export function hookAddress({ hooksUrl, callId }: Hooks, name: HookName, step?: number): string {
  const query = new URLSearchParams({
    ...(callId !== undefined && { [callIdName]: callId }),
    ...(step !== undefined && { [stepParameter]: String(step) }),
  }).toString();
  return `${hooksUrl.replace(/\/+$/, '')}/${name}${query === '' ? '' : `?${query}`}#${overrides}`;
}

/** What is to be configured at Twilio, for numbers and whatever else asks for an address. */
export function addressesFor(hooksUrl: string): Readonly<Record<Exclude<HookName, 'action'>, string>> {
  const at = (name: HookName) => hookAddress({ hooksUrl }, name);
  return {
    voice: at('voice'),
    status: at('status'),
    recording: at('recording'),
    amd: at('amd'),
    stream: at('stream'),
    fallback: at('fallback'),
  };
}
