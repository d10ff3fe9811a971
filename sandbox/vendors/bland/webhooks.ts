/** Everything that Bland posts to its customers: signed, tried again, and written down. */
import { createHmac } from 'node:crypto';
import {
  type Delivery,
  type JournalEntry,
  type OutgoingRequest,
  persist,
  type Sandbox,
  type Timeline,
} from '../../frame/index.ts';
import type { BlandCall, Store, WebhookLog } from './store.ts';

type SendType = WebhookLog['metadata'][number]['send_type'];

export interface Webhooks {
  /** During a call, to those who asked for this kind. `sequence` is only ours: nothing in the message tells. */
  midCall(call: BlandCall, event: string, message: Message, sequence: number): void;
  postCall(call: BlandCall, url: string, payload: unknown, timeline: Timeline): Promise<Delivery>;
  followUp(
    call: BlandCall,
    payload: { event_type: string },
    timeline: Timeline,
  ): Promise<Delivery | undefined>;
  /** Once, now, and what came of it. */
  sendAgain(call: BlandCall, log: WebhookLog, type: SendType): Promise<WebhookLog>;
}

export interface Message {
  readonly message: string;
  readonly category: string;
  readonly log_level: 'info' | 'performance';
}

export function createWebhooks(sandbox: Sandbox, store: Store): Webhooks {
  function request(
    call: BlandCall,
    kind: string,
    url: string,
    payload: unknown,
    signed = true,
  ): OutgoingRequest {
    const body = JSON.stringify(payload);
    const { webhookSecret, webhookSecrets } = store.settings;
    const secret = call.secret ?? webhookSecrets[call.account] ?? webhookSecret;
    return {
      vendor: 'bland',
      kind,
      subject: call.id,
      url,
      headers: {
        'content-type': 'application/json',
        ...(signed && secret !== '' ? { [signatureHeader]: signatureOf(body, secret) } : {}),
      },
      body,
      signatureHeader,
      patience: {
        responseMs: store.settings.webhookTimeoutMs,
        totalMs: store.settings.webhookTimeoutMs,
      },
    };
  }

  const worthAnother = (status: number) => store.settings.retryOn === 'not 2xx' || status >= 500;

  const noteIn = (log: WebhookLog, type: SendType) => (entry: JournalEntry) => {
    const { at, durationMs, status } = entry;
    log.metadata.push({
      sent_at: new Date(Date.parse(at) - durationMs).toISOString(),
      response_code: status ?? null,
      response_time: `${Math.round(durationMs)}ms`,
      send_type: type,
    });
    sandbox.state.touch();
  };

  return {
    midCall(call, event, message, sequence) {
      const { webhook, webhook_events: wanted } = call.options;
      if (!webhook || !wanted?.includes(event)) return;
      const { signMidCall, midCallRetryDelaysSec } = store.settings;
      const payload = {
        message: message.message,
        call_id: call.id,
        category: message.category,
        log_level: message.log_level,
      };
      sandbox.background.run(
        `Bland's message about ${call.id}`,
        () =>
          persist(
            sandbox,
            sandbox.clock,
            midCallRetryDelaysSec,
            () => ({
              ...request(call, 'mid-call', webhook, payload, signMidCall),
              key: String(sequence),
            }),
            { worthAnother },
          ),
        call.id,
      );
    },
    async postCall(call, url, payload, timeline) {
      const log: WebhookLog = {
        callId: call.id,
        url,
        createdAt: new Date(timeline.now()).toISOString(),
        payload,
        metadata: [],
      };
      store.webhooks.set(call.id, log);
      return persist(
        sandbox,
        timeline,
        store.settings.retryDelaysSec,
        () => request(call, 'post-call', url, payload),
        { onAttempt: noteIn(log, 'spawn'), worthAnother },
      );
    },
    async followUp(call, payload, timeline) {
      const { webhook } = call.options;
      if (!webhook) return undefined;
      const kind = `follow-up ${payload.event_type}`;
      const attempt = () => request(call, kind, webhook, payload);
      return persist(sandbox, timeline, store.settings.retryDelaysSec, attempt, { worthAnother });
    },
    async sendAgain(call, log, type) {
      store.webhooks.set(call.id, log);
      // Another one than the first, which had the same attempt's number.
      const key = `${type} ${log.metadata.length}`;
      await persist(
        sandbox,
        sandbox.clock,
        [],
        () => ({ ...request(call, 'post-call', log.url, log.payload), key }),
        { onAttempt: noteIn(log, type) },
      );
      return log;
    },
  };
}

const signatureHeader = 'x-webhook-signature';

/** Hex, over the bytes that are sent. */
function signatureOf(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
