/** Every mail that was accepted, as its reader gets it: one message for each personalization. */
import { z } from 'zod';
import type { Mail } from './schema.ts';

export interface Address {
  readonly email: string;
  readonly name?: string | null | undefined;
}

export interface Message {
  readonly id: string;
  /** Of the request: what X-Message-Id said. */
  readonly messageId: string;
  readonly acceptedAt: string;
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly replyTo: readonly Address[];
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly attachments: readonly {
    readonly filename: string;
    readonly type: string;
    readonly disposition: string;
    readonly contentId: string | undefined;
    readonly size: number;
    /** Base64. */
    readonly content: string;
  }[];
  readonly headers: Readonly<Record<string, string>>;
  readonly categories: readonly string[];
  readonly customArgs: Readonly<Record<string, unknown>>;
  readonly sendAt: number | undefined;
  /** A template is not here to be filled in; its id and its data are kept instead. */
  readonly templateId: string | undefined;
  readonly templateData: Readonly<Record<string, unknown>> | undefined;
}

export interface Inbox {
  add(mail: Mail, messageId: string, at: Date): Message[];
  /** Newest first. */
  list(filter?: {
    to?: string | undefined;
    subject?: string | undefined;
    limit?: number | undefined;
  }): Message[];
  get(id: string): Message | undefined;
  clear(): void;
  readonly schema: z.ZodType;
  save(): Message[];
  load(saved: unknown): void;
}

const mostKept = 2_000;

const people = z.array(z.looseObject({ email: z.string() }));
const savedMessages = z.array(
  z.looseObject({
    id: z.string(),
    messageId: z.string(),
    acceptedAt: z.string(),
    from: z.looseObject({ email: z.string() }),
    to: people,
    cc: people,
    bcc: people,
    replyTo: people,
    subject: z.string(),
    attachments: z.array(z.looseObject({ filename: z.string(), content: z.string() })),
    categories: z.array(z.string()),
  }),
);

export function createInbox(): Inbox {
  let messages: Message[] = [];
  return {
    add(mail, messageId, at) {
      const added = toMessages(mail, messageId, at);
      messages = [...messages, ...added].slice(-mostKept);
      return added;
    },
    list({ to, subject, limit = mostKept } = {}) {
      const isFor = (message: Message) =>
        [...message.to, ...message.cc, ...message.bcc].some(
          ({ email }) => email.toLowerCase() === to?.toLowerCase(),
        );
      return messages
        .filter(
          (message) =>
            (to === undefined || isFor(message)) &&
            (subject === undefined || message.subject.includes(subject)),
        )
        .slice(-limit)
        .reverse();
    },
    get: (id) => messages.find((message) => message.id === id),
    clear() {
      messages = [];
    },
    schema: savedMessages,
    save: () => messages,
    load(saved) {
      messages = (saved ?? []) as Message[];
    },
  };
}

function toMessages(mail: Mail, messageId: string, at: Date): Message[] {
  const body = (type: string) => mail.content?.find((each) => each.type === type)?.value;
  const attachments = (mail.attachments ?? []).map((each) => ({
    filename: each.filename,
    type: each.type ?? 'application/octet-stream',
    disposition: each.disposition ?? 'attachment',
    contentId: each.content_id,
    size: Buffer.from(each.content, 'base64').length,
    content: each.content,
  }));
  return mail.personalizations.map((each, index) => {
    const filled = (text: string) =>
      Object.entries(each.substitutions ?? {}).reduce(
        (done, [tag, value]) => done.replaceAll(tag, value),
        text,
      );
    const text = body('text/plain');
    const html = body('text/html');
    return {
      id: `${messageId}.${index}`,
      messageId,
      acceptedAt: at.toISOString(),
      from: each.from ?? mail.from,
      to: each.to,
      cc: each.cc ?? [],
      bcc: each.bcc ?? [],
      replyTo: mail.reply_to_list ?? (mail.reply_to ? [mail.reply_to] : []),
      subject: filled(each.subject ?? mail.subject ?? ''),
      text: text === undefined ? undefined : filled(text),
      html: html === undefined ? undefined : filled(html),
      attachments,
      headers: { ...mail.headers, ...each.headers },
      categories: mail.categories ?? [],
      customArgs: { ...mail.custom_args, ...each.custom_args },
      sendAt: each.send_at ?? mail.send_at,
      templateId: mail.template_id,
      templateData: each.dynamic_template_data,
    };
  });
}
