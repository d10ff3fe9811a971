/** Bland: an AI agent calls and is called; its customers steer it by REST and are told by webhooks. */
import { createExpectations, type Vendor } from '../../frame/index.ts';
import { mountAccountInfo } from './account-info.ts';
import { demandKey } from './accounts.ts';
import { mountAgents } from './agents.ts';
import { mountAnalyze } from './analyze.ts';
import { failure } from './answers.ts';
import { mountBlandControl } from './control.ts';
import { mountList } from './list.ts';
import { mountLive } from './live.ts';
import { mountNumbers } from './numbers.ts';
import { mountRecordings } from './recordings.ts';
import { createRunner } from './runner.ts';
import { mountSend } from './send.ts';
import { createBlandStage } from './stage.ts';
import { createStore } from './store.ts';
import { mountWebhookLog } from './webhook-log.ts';
import { createWebhooks } from './webhooks.ts';

export const bland: Vendor = {
  name: 'bland',
  title: 'Bland',
  pages: [
    { title: 'calls', path: '/calls' },
    { title: 'settings', path: '/settings' },
  ],
  sends: [
    'mid-call',
    'post-call',
    'follow-up citations',
    'follow-up corrected_transcript',
    'follow-up post_transfer_transcript',
    'follow-up multiple',
    'follow-up dispositions',
  ],
  notFound: (_request, reply) => failure(reply, 404, 'Not found.'),
  mount(api, sandbox, control) {
    const { clock, random } = sandbox;
    const store = createStore();
    sandbox.state.keep('bland', store);
    const webhooks = createWebhooks(sandbox, store);
    const runner = createRunner(sandbox, store, webhooks);
    const ids = random.stream('bland', 'ids');
    const expectations = createExpectations();
    sandbox.stages.set('bland', createBlandStage(store, runner, ids, expectations, clock));
    const baseUrl = () => `${sandbox.url}/bland`;
    api.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
      failure(reply, error.statusCode ?? 500, error.message),
    );
    demandKey(api);
    mountSend(api, sandbox, store, runner, ids, expectations);
    mountList(api, store, baseUrl);
    mountLive(api, store, runner);
    mountRecordings(api, store, runner, clock.now);
    mountAnalyze(api, store);
    mountNumbers(api, store, random.stream('bland', 'numbers'), clock.now);
    mountAgents(api, store, ids);
    mountWebhookLog(api, store, webhooks, baseUrl, clock.now);
    mountAccountInfo(api, store);
    mountBlandControl(control, store, runner, ids, {
      get url() {
        return sandbox.url;
      },
      now: clock.now,
    });
  },
};
