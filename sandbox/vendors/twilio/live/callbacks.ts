/**
 * A call's callbacks on their way. Twilio sends them in order and promises nothing about their arrival: here they
 * either arrive one after the other, or each takes its own time.
 */
import type { Timeline } from '../../../frame/index.ts';
import type { Account, CallResource, Settings } from '../resources.ts';
import type { Form } from '../signature.ts';
import type { Callback } from '../twiml/types.ts';
import type { Twilio } from './context.ts';

export interface Callbacks {
  /** `key` tells it from others of its kind about the call. */
  send(kind: string, to: Pick<Callback, 'url' | 'method'>, params: Form, key: string): void;
  /** Resolves when none is on its way. */
  settled(): Promise<void>;
}

const latestMs = 4_000;

export function createCallbacks(
  { sandbox, request }: Pick<Twilio, 'sandbox' | 'request'>,
  account: Account,
  { sid, parentCallSid }: CallResource,
  clock: Timeline,
  order: Settings['callbacks'],
): Callbacks {
  let last: Promise<unknown> = Promise.resolve();
  const underWay = new Set<Promise<unknown>>();

  return {
    send(kind, { url, method }, params, key) {
      const about = { subject: sid, within: parentCallSid };
      const post = () => request({ kind, ...about, key, url, method, params, authToken: account.authToken });
      const sent = order === 'in-order' ? last.then(post) : later(`${kind} ${key}`).then(post);
      const done = sent.catch((error: unknown) => {
        if (!sandbox.closing.aborted) sandbox.log(`twilio: ${kind} of ${sid}: ${String(error)}`);
      });
      last = done;
      underWay.add(done);
      void done.then(() => underWay.delete(done));
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };

  function later(what: string): Promise<void> {
    return clock.sleep(sandbox.random.at('twilio', 'callback', sid, what) * latestMs, sandbox.closing);
  }
}
