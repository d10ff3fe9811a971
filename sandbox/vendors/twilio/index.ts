/** Twilio's voice: its API, the calls it makes and takes, and what it tells of them. */
import { createExpectations, type Vendor } from '../../frame/index.ts';
import { mountControl } from './control.ts';
import type { CallNotice, Twilio } from './live/context.ts';
import { mountAccounts } from './rest/accounts.ts';
import { mountCallRecordings } from './rest/call-recordings.ts';
import { mountCalls } from './rest/calls.ts';
import { errorBody, notFound, RestError } from './rest/errors.ts';
import { mountNumbers } from './rest/numbers.ts';
import { mountRecordings } from './rest/recordings.ts';
import { createTwilioStage } from './stage.ts';
import { createStore } from './store.ts';
import { createWebhooks } from './webhook.ts';

/** The debugger shows the newest; those of one call do not push out all others'. */
const mostNotices = 1_000;
const mostOfOneCall = 100;

export const twilio: Vendor = {
  name: 'twilio',
  title: 'Twilio',
  pages: [
    { title: 'calls', path: '/calls' },
    { title: 'accounts', path: '/accounts' },
    { title: 'notices', path: '/notices' },
  ],
  sends: [
    'twiml',
    'media',
    'status initiated',
    'status ringing',
    'status answered',
    'status completed',
    'recording in-progress',
    'recording completed',
    'recording absent',
    'stream',
    'stream-status',
    'amd',
  ],
  notFound: (request, reply) => reply.send(errorBody(notFound(request.url))),
  mount(api, sandbox, control) {
    const notices: CallNotice[] = [];
    const drop = (notice: CallNotice | undefined) => notice && notices.splice(notices.indexOf(notice), 1);
    const context: Twilio = {
      sandbox,
      store: createStore(sandbox),
      request: createWebhooks(sandbox),
      expectations: createExpectations(),
      live: new Map(),
      audio: new Map(),
      sockets: new Set(),
      notices,
      report(callSid, notice) {
        notices.push({ ...notice, callSid, at: new Date().toISOString() });
        const own = notices.filter((each) => each.callSid === callSid);
        if (own.length > mostOfOneCall) drop(own[0]);
        else if (notices.length > mostNotices) drop(notices[0]);
      },
    };
    // Who does not close their side would keep the process waiting.
    sandbox.onClose(() => {
      for (const socket of context.sockets) socket.terminate();
    });
    api.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      const known =
        error instanceof RestError ? error : new RestError(error.statusCode ?? 500, 20500, error.message);
      return reply.code(known.statusCode).send(errorBody(known));
    });
    mountAccounts(api, context);
    mountCalls(api, context);
    mountCallRecordings(api, context);
    mountRecordings(api, context);
    mountNumbers(api, context);
    mountControl(control, context);
    sandbox.stages.set('twilio', createTwilioStage(context));
  },
};
