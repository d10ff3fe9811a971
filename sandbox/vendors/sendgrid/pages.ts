/** The inbox: mails to read, as JSON and as pages. */
import type { FastifyInstance } from 'fastify';
import { html, page } from '../../frame/index.ts';
import type { Address, Inbox, Message } from './inbox.ts';

interface Params {
  Params: { id: string; index: string };
}

export function mountInbox(control: FastifyInstance, inbox: Inbox): void {
  control.get<{ Querystring: { to?: string; subject?: string; limit?: number } }>(
    '/messages',
    {
      schema: {
        querystring: {
          type: 'object',
          properties: {
            to: { type: 'string' },
            subject: { type: 'string' },
            limit: { type: 'integer', minimum: 1 },
          },
        },
      },
    },
    (request) => ({ messages: inbox.list(request.query) }),
  );
  control.delete('/messages', (_request, reply) => {
    inbox.clear();
    return reply.code(204).send();
  });
  control.get<Params>(
    '/messages/:id',
    (request, reply) => inbox.get(request.params.id) ?? reply.callNotFound(),
  );
  control.get<Params>('/messages/:id/attachments/:index', (request, reply) => {
    const attachment = inbox.get(request.params.id)?.attachments[Number(request.params.index)];
    if (attachment === undefined) return reply.callNotFound();
    return (
      reply
        .header(
          'content-disposition',
          `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`,
        )
        // Whatever its type says, no browser shall run it.
        .header('content-security-policy', 'sandbox')
        .type(attachment.type)
        .send(Buffer.from(attachment.content, 'base64'))
    );
  });
  /** A mail's own HTML, which may hold anything: without scripts, and without an origin to reach. */
  control.get<Params>('/messages/:id/html', (request, reply) => {
    const message = inbox.get(request.params.id);
    if (message?.html === undefined) return reply.callNotFound();
    return reply
      .header('content-security-policy', 'sandbox allow-popups')
      .type('text/html')
      .send(shown(message));
  });

  control.get('/inbox', (_request, reply) =>
    reply.type('text/html').send(page('SendGrid inbox', listOf(inbox.list()))),
  );
  control.get<Params>('/inbox/:id', (request, reply) => {
    const message = inbox.get(request.params.id);
    if (message === undefined) return reply.callNotFound();
    return reply.type('text/html').send(page(message.subject || '(no subject)', mailOf(message)));
  });
}

const written = (list: readonly Address[]) =>
  list.map(({ name, email }) => (name ? `${name} <${email}>` : email)).join(', ');

/** Pictures that travel with the mail are where its HTML looks for them. */
function shown({ html: source = '', attachments, id }: Message): string {
  return attachments.reduce(
    (text, { contentId }, index) =>
      contentId === undefined
        ? text
        : text.replaceAll(`cid:${contentId}`, `/_sandbox/sendgrid/messages/${id}/attachments/${index}`),
    source,
  );
}

function listOf(messages: readonly Message[]) {
  if (messages.length === 0) return html`<p>No mail yet.</p>`;
  return html`<table>
<thead><tr><th>time</th><th>from</th><th>to</th><th>subject</th><th>attachments</th></tr></thead>
<tbody>
${messages.map(
  (
    message,
  ) => html`<tr><td>${message.acceptedAt.slice(0, 19).replace('T', ' ')}</td><td>${written([message.from])}</td>
<td>${written([...message.to, ...message.cc, ...message.bcc])}</td>
<td><a href="/_sandbox/sendgrid/inbox/${message.id}">${message.subject || '(no subject)'}</a></td>
<td>${message.attachments.length || ''}</td></tr>
`,
)}</tbody>
</table>`;
}

function mailOf(message: Message) {
  const facts: [string, string][] = [
    ['from', written([message.from])],
    ['to', written(message.to)],
    ['cc', written(message.cc)],
    ['bcc', written(message.bcc)],
    ['reply to', written(message.replyTo)],
    ['accepted', message.acceptedAt],
    ['send at', message.sendAt === undefined ? '' : new Date(message.sendAt * 1000).toISOString()],
    ['categories', message.categories.join(', ')],
    ['template', message.templateId ?? ''],
    ['template data', told(message.templateData)],
    ['headers', told(message.headers)],
    ['custom args', told(message.customArgs)],
  ];
  return html`<table><tbody>
${facts.filter(([, value]) => value !== '').map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}
</tbody></table>
${
  message.attachments.length > 0
    ? html`<h2>Attachments</h2><ul>
${message.attachments.map(
  (each, index) =>
    html`<li><a href="/_sandbox/sendgrid/messages/${message.id}/attachments/${index}">${each.filename}</a>
${each.type}, ${each.size} bytes, ${each.disposition}</li>`,
)}</ul>`
    : undefined
}
${message.text === undefined ? undefined : html`<h2>Text</h2><pre>${message.text}</pre>`}
${
  message.html === undefined
    ? undefined
    : html`<h2>HTML</h2><iframe sandbox="allow-popups" title="The mail's HTML" src="/_sandbox/sendgrid/messages/${message.id}/html"></iframe>`
}`;
}

function told(values: object | undefined): string {
  return values === undefined || Object.keys(values).length === 0 ? '' : JSON.stringify(values);
}
