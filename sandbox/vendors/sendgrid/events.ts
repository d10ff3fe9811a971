/** The event webhook: what became of each mail, in signed arrays. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { z } from 'zod';
import { persist, type Sandbox } from '../../frame/index.ts';
import { fateOf, type Step } from './fates.ts';
import type { Message } from './inbox.ts';

/** How each event is called where it is switched on and off. */
const switches: Readonly<Record<string, string>> = { spamreport: 'spam_report' };
const known = [
  'group_resubscribe',
  'delivered',
  'group_unsubscribe',
  'spam_report',
  'bounce',
  'deferred',
  'unsubscribe',
  'processed',
  'open',
  'click',
  'dropped',
] as const;

/** Events of one second go out together. */
const gatherMs = 1_000;
/** The vendor tries for a day; when, it does not say. */
const retryDelaysSec = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800];

type EventSettings = Readonly<Record<string, boolean | string>>;

const savedEvents = z.object({
  settings: z.record(z.string(), z.union([z.boolean(), z.string()])),
  signed: z.boolean(),
  /** PKCS #8 in PEM. */
  key: z.string().refine(isKey, 'this is no private key'),
});

type Saved = z.infer<typeof savedEvents>;

export interface Events {
  settings(): EventSettings;
  change(settings: EventSettings): EventSettings;
  /** Base64 of the SPKI; empty where nothing is signed. */
  publicKey(): string;
  signing(enabled: boolean): void;
  follow(messages: readonly Message[]): void;
  /** One of each kind, to any address. */
  test(url: string): void;
  readonly schema: z.ZodType;
  save(): Saved;
  load(saved: unknown): void;
}

export function createEvents(sandbox: Sandbox): Events {
  const { clock, background, random, closing } = sandbox;
  const ids = random.stream('sendgrid', 'events');
  let settings: EventSettings = {};
  let signed = false;
  let key: KeyObject;
  let gathered: Record<string, unknown>[] = [];

  function forget(): void {
    settings = { enabled: false, url: '', ...Object.fromEntries(known.map((name) => [name, false])) };
    signed = false;
    key = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  }

  function tell(event: Record<string, unknown>): void {
    const name = String(event.event);
    if (settings.enabled !== true || settings[switches[name] ?? name] !== true) return;
    gathered.push(event);
    if (gathered.length > 1) return;
    background.run('SendGrid events', async () => {
      await clock.sleep(gatherMs, closing);
      const batch = gathered;
      gathered = [];
      await post(String(settings.url), batch);
    });
  }

  async function post(url: string, batch: readonly Record<string, unknown>[]): Promise<void> {
    const body = JSON.stringify(batch);
    const key = ids.hex(16);
    await persist(sandbox, clock, retryDelaysSec, () => ({
      vendor: 'sendgrid',
      kind: 'events',
      key,
      url,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'SendGrid Event API',
        ...(signed ? signatureOf(body) : {}),
      },
      body,
      signatureHeader: 'x-twilio-email-event-webhook-signature',
    }));
  }

  function signatureOf(body: string): Record<string, string> {
    const timestamp = String(Math.floor(Date.now() / 1000));
    return {
      'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(timestamp + body), key).toString(
        'base64',
      ),
      'x-twilio-email-event-webhook-timestamp': timestamp,
    };
  }

  const eventOf = (step: Step, email: string, at: number, message?: Message) => ({
    email,
    timestamp: Math.floor(at / 1000),
    event: step.event,
    sg_event_id: Buffer.from(ids.hex(32), 'hex').toString('base64url'),
    sg_message_id: `${message?.id ?? 'test.0'}.recvd-sandbox`,
    'smtp-id': `<${message?.messageId ?? 'test'}@sandbox>`,
    ...(message?.categories.length ? { category: message.categories } : {}),
    ...step.fields,
    ...message?.customArgs,
  });

  forget();
  return {
    settings: () => settings,
    change(next) {
      settings = { ...settings, ...next };
      return settings;
    },
    publicKey: () =>
      signed ? createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64') : '',
    signing(enabled) {
      signed = enabled;
    },
    follow(messages) {
      for (const message of messages) {
        for (const { email } of [...message.to, ...message.cc, ...message.bcc]) {
          background.run(`SendGrid mail ${message.id}`, async () => {
            const timeline = clock.timeline();
            for (const step of fateOf(email)) {
              await timeline.sleep(step.afterSec * 1000, closing);
              tell(eventOf(step, email, timeline.now(), message));
            }
          });
        }
      }
    },
    test(url) {
      const steps = ['click', 'bounce', 'deferred', 'spam', 'dropped', 'unsubscribe'].flatMap((fate) =>
        fateOf(`${fate}@example.com`),
      );
      const once = new Map(steps.map((step) => [step.event, step]));
      const batch = [...once.values()].map((step) => eventOf(step, 'example@test.com', Date.now()));
      background.run('SendGrid test events', () => post(url, batch));
    },
    schema: savedEvents,
    save: () => ({ settings, signed, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() }),
    load(saved) {
      forget();
      if (saved === undefined) return;
      const from = saved as Saved;
      settings = { ...settings, ...from.settings };
      signed = from.signed;
      key = createPrivateKey(from.key);
    },
  };
}

function isKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).type === 'private';
  } catch {
    return false;
  }
}
