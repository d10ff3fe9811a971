/** What SendGrid takes for a mail, and what it says of one that is none. The path of an issue is its `field`. */
import { z } from 'zod';

const hours72 = 72 * 3600;
const mostRecipients = 1000;
/** These are SendGrid's own to set. */
const reservedHeaders =
  /^(x-sg-id|x-sg-eid|received|dkim-signature|content-type|content-transfer-encoding|to|from|subject|reply-to|cc|bcc)$/i;

const text = (what: string) =>
  z.string(`The ${what} must be a string.`).min(1, `The ${what} must be a string of at least one character.`);

const address = (what: string) =>
  z.object(
    {
      email: z
        .string(`The ${what} object needs an email address.`)
        .refine((email) => z.email().safeParse(email).success, `The ${what} email is no valid address.`),
      name: z.string(`The ${what} name must be a string.`).nullish(),
    },
    `The ${what} must be an object with an email and perhaps a name.`,
  );

const addresses = (what: string) =>
  z.array(address(what), `The ${what} must be an array of address objects.`);

const headers = z
  .record(z.string(), z.string('Every header must be a string.'), 'The headers must be an object.')
  .superRefine((value, context) => {
    for (const name of Object.keys(value)) {
      if (reservedHeaders.test(name)) {
        context.addIssue({ code: 'custom', path: [name], message: `The header ${name} is reserved.` });
      }
    }
  });

const sendAt = z
  .int('The send_at must be a unix timestamp.')
  .refine(
    (value) => value <= Date.now() / 1000 + hours72,
    'The send_at lies more than 72 hours in the future.',
  );

const customArgs = z
  .record(z.string(), z.unknown(), 'The custom_args must be an object.')
  .refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) < 10_000,
    'The custom_args may not exceed 10000 bytes.',
  );

const personalization = z
  .object(
    {
      to: addresses('to').min(1, 'The to array needs at least one address.'),
      cc: addresses('cc').optional(),
      bcc: addresses('bcc').optional(),
      from: address('from').optional(),
      subject: text('subject').optional(),
      headers: headers.optional(),
      substitutions: z.record(z.string(), z.string('Every substitution must be a string.')).optional(),
      dynamic_template_data: z.record(z.string(), z.unknown()).optional(),
      custom_args: customArgs.optional(),
      send_at: sendAt.optional(),
    },
    'Every personalization must be an object.',
  )
  .superRefine(({ to, cc = [], bcc = [] }, context) => {
    const seen = new Set<string>();
    for (const [field, list] of Object.entries({ to, cc, bcc })) {
      for (const { email } of list) {
        const same = email.toLowerCase();
        if (seen.has(same)) {
          context.addIssue({
            code: 'custom',
            message: `Every address may stand once in to, cc and bcc; ${email} is there again in ${field}.`,
          });
          return;
        }
        seen.add(same);
      }
    }
  });

const content = z.object(
  {
    type: text('content type').regex(
      /^[^;\r\n]+$/,
      'The content type may hold neither a semicolon nor a line break.',
    ),
    value: text('content value'),
  },
  'Every content must be an object with a type and a value.',
);

const attachment = z.object(
  {
    content: text('attachment content').refine(isBase64, 'The attachment content must be base64.'),
    filename: text('attachment filename'),
    type: text('attachment type')
      .regex(/^[^;\r\n]+$/, 'The attachment type may hold neither a semicolon nor a line break.')
      .optional(),
    disposition: z
      .enum(['inline', 'attachment'], 'The disposition must be "inline" or "attachment".')
      .optional(),
    content_id: text('content_id').optional(),
  },
  'Every attachment must be an object with content and filename.',
);

const setting = z.object({ enable: z.boolean('The enable parameter must be a boolean.').optional() });

export const mailSchema = z
  .object(
    {
      personalizations: z
        .array(personalization, 'The personalizations field is required and must be an array.')
        .min(1, 'At least one personalization is required.')
        .max(1000, 'A request may hold 1000 personalizations.'),
      from: address('from'),
      reply_to: address('reply_to').optional(),
      reply_to_list: addresses('reply_to_list')
        .max(1000, 'The reply_to_list may hold 1000 addresses.')
        .optional(),
      subject: text('subject').optional(),
      content: z
        .array(content, 'The content must be an array.')
        .min(1, 'The content needs at least one entry.')
        .optional(),
      attachments: z.array(attachment, 'The attachments must be an array.').optional(),
      template_id: text('template_id').optional(),
      headers: headers.optional(),
      categories: z
        .array(
          z.string('Every category must be a string.').max(255, 'A category may have 255 characters.'),
          'The categories must be an array.',
        )
        .max(10, 'A mail may have 10 categories.')
        .refine((list) => new Set(list).size === list.length, 'Every category may stand once.')
        .optional(),
      custom_args: customArgs.optional(),
      send_at: sendAt.optional(),
      batch_id: text('batch_id').optional(),
      asm: z
        .object(
          {
            group_id: z.int('The group_id must be an integer.'),
            groups_to_display: z
              .array(z.int('Every group must be an integer.'))
              .max(25, 'At most 25 groups can be displayed.')
              .optional(),
          },
          'The asm must be an object with a group_id.',
        )
        .optional(),
      ip_pool_name: z
        .string()
        .min(2, 'The ip_pool_name needs 2 characters.')
        .max(64, 'The ip_pool_name may have 64 characters.')
        .optional(),
      mail_settings: z
        .object({
          sandbox_mode: setting.optional(),
          footer: setting.extend({ text: z.string().optional(), html: z.string().optional() }).optional(),
          bypass_list_management: setting.optional(),
          bypass_spam_management: setting.optional(),
          bypass_bounce_management: setting.optional(),
          bypass_unsubscribe_management: setting.optional(),
        })
        .optional(),
      tracking_settings: z.record(z.string(), setting.loose()).optional(),
    },
    'The body must be a JSON object.',
  )
  .superRefine((mail, context) => {
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const recipients = mail.personalizations.reduce(
      (sum, { to, cc = [], bcc = [] }) => sum + to.length + cc.length + bcc.length,
      0,
    );
    if (recipients > mostRecipients) {
      complain(['personalizations'], `A request may name ${mostRecipients} recipients, not ${recipients}.`);
    }
    if (mail.reply_to !== undefined && mail.reply_to_list !== undefined) {
      complain(['reply_to_list'], 'Either reply_to or reply_to_list may be used.');
    }
    if (mail.template_id === undefined) {
      if (mail.subject === undefined && !mail.personalizations.every((each) => each.subject !== undefined)) {
        complain(
          ['subject'],
          'A subject is required, in the mail or in every personalization, or a template that has one.',
        );
      }
      if (mail.content === undefined)
        complain(['content'], 'A content is required unless a template is used.');
    }
    if (mail.template_id?.startsWith('d-') && mail.personalizations.some((each) => each.substitutions)) {
      complain(['personalizations'], 'A dynamic template takes dynamic_template_data, not substitutions.');
    }
    const rank = (type: string) => ['text/plain', 'text/html'].indexOf(type) + 1 || 3;
    const ranks = (mail.content ?? []).map(({ type }) => rank(type));
    if (ranks.some((each, index) => index > 0 && each < (ranks[index - 1] ?? 0))) {
      complain(['content'], 'text/plain comes first, then text/html, then any other type.');
    }
    const { bypass_list_management: all, ...others } = mail.mail_settings ?? {};
    if (
      all?.enable &&
      Object.entries(others).some(([name, each]) => name.startsWith('bypass_') && each?.enable)
    ) {
      complain(
        ['mail_settings', 'bypass_list_management'],
        'bypass_list_management goes with no other bypass.',
      );
    }
  });

export type Mail = z.infer<typeof mailSchema>;

/** By going there and back: quick for 30 MB, where an expression is not. */
function isBase64(value: string): boolean {
  const clean = value.replace(/[\r\n]/g, '').replace(/=+$/, '');
  return Buffer.from(clean, 'base64').toString('base64').replace(/=+$/, '') === clean;
}
