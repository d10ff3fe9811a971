/**
 * Mails by SendGrid. Its client's errors hold the key, the address and the whole mail, and its refusals may repeat an
 * address: nothing of them leaves this file but a status, the names of fields and the code of an error.
 */
import http from 'node:http';
import https from 'node:https';
import sendgrid from '@sendgrid/mail';
import { retryAfterMs } from '../retry-after.ts';
import type { Mailer, OutgoingMail, Sent } from './mailer.ts';

export interface SendGridConfig {
  readonly SENDGRID_API_KEY: string;
  readonly SENDGRID_BASE_URL: string;
  readonly MAIL_FROM: string;
  readonly MAIL_FROM_NAME: string;
}

/** The SDK's class, and a client of its own in each instance: both are there, though its types do not say so. */
type Service = typeof sendgrid & { readonly client: { setDefaultRequest(settings: object): void } };
const { MailService } = sendgrid as unknown as { MailService: new () => Service };

const sendWithinMs = 15_000;
/** Its answers are empty, or a list of what is wrong. */
const largestAnswer = 256 * 1024;

export function openSendGrid(config: SendGridConfig, { withinMs = sendWithinMs } = {}): Mailer {
  const agents = {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
  };

  /** One for each mail: its settings are the client's alone, and the signal is one of them. */
  function serviceFor(signal: AbortSignal): Service {
    const service = new MailService();
    service.setApiKey(config.SENDGRID_API_KEY);
    service.client.setDefaultRequest({
      ...agents,
      baseUrl: `${config.SENDGRID_BASE_URL}/`,
      signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]),
      maxRedirects: 0,
      maxContentLength: largestAnswer,
      // Not even where the environment names one: the key goes to SendGrid and to nobody else.
      proxy: false,
    });
    return service;
  }

  return {
    async send(mail, signal) {
      try {
        const [response] = await serviceFor(signal).send(messageOf(mail, config));
        const { 'x-message-id': id } = response.headers as Record<string, unknown>;
        return { taken: 'yes', providerId: typeof id === 'string' ? id : undefined };
      } catch (error) {
        return outcomeOf(error as SdkError);
      }
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

function messageOf(mail: OutgoingMail, { MAIL_FROM, MAIL_FROM_NAME }: SendGridConfig) {
  const { id, category, to, subject, text, html } = mail;
  return {
    to,
    from: { email: MAIL_FROM, name: MAIL_FROM_NAME },
    subject,
    text,
    html,
    categories: [category],
    customArgs: { mailId: id },
    headers: { 'Message-ID': `<${id}@${MAIL_FROM.slice(MAIL_FROM.indexOf('@') + 1)}>` },
    // A link that was rewritten would lead through a stranger's server, and a token with it.
    trackingSettings: { clickTracking: { enable: false }, openTracking: { enable: false } },
  };
}

/** As the SDK throws it: of an answer, a status as `code`; of the network, what its HTTP client throws. */
interface SdkError {
  readonly code?: unknown;
  readonly response?: {
    readonly status?: number;
    readonly headers?: Record<string, unknown>;
    readonly body?: unknown;
  };
}

function outcomeOf({ code, response }: SdkError): Sent {
  // A redirect, which is none of SendGrid's, is thrown otherwise than a refusal.
  const status = typeof code === 'number' ? code : response?.status;
  if (response !== undefined && status !== undefined) {
    const fields = fieldsOf(response.body);
    const reason = `SendGrid answered ${status}${fields.length > 0 ? ` about ${fields.join(', ')}` : ''}`;
    const retryable = status === 429 || status >= 500;
    return { taken: 'no', retryable, retryAfterMs: retryAfterMs(response.headers?.['retry-after']), reason };
  }
  const name = typeof code === 'string' ? code : 'no code';
  if (noConnection.test(name)) {
    return {
      taken: 'no',
      retryable: true,
      retryAfterMs: undefined,
      reason: `SendGrid cannot be reached (${name})`,
    };
  }
  return { taken: 'unknown', reason: `SendGrid's answer did not come (${name})` };
}

/** It did not get as far as a request. */
const noConnection =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;

/** Which fields SendGrid complains about: names of its own, never what was in them. */
function fieldsOf(body: unknown): string[] {
  const { errors } = (typeof body === 'object' && body !== null ? body : {}) as { errors?: unknown };
  if (!Array.isArray(errors)) return [];
  return errors
    .map((error: { field?: unknown } | null) => error?.field)
    .filter((field) => typeof field === 'string')
    .filter((field) => /^[a-z_.0-9]{1,60}$/.test(field))
    .slice(0, 5);
}
