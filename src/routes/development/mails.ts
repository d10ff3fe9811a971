/** GET /dev/mails: every mail that Trunkline sends, filled in with samples. In development only. */
import { z } from 'zod';
import { NotFoundError } from '../../core/errors.ts';
import { defineRoute } from '../frame/route.ts';

const html = { content: { 'text/html': { schema: z.string() } } };

/** A mail's styles stand on its elements, which pages may not have elsewhere. Nothing else is allowed here either. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'self'";

export const mailsPageRoute = defineRoute({
  method: 'GET',
  url: '/dev/mails',
  access: { kind: 'public' },
  summary: 'Mails',
  description: 'Every mail that Trunkline sends, as HTML and as text.',
  tags: ['Development'],
  unlisted: true,
  schema: { response: { 200: { description: 'A page.', ...html } } },
  handler({ mail }, _request, reply) {
    const sections = mail.previews().map(
      ({ template, subject, text }) => `<section>
<h2>${template}</h2>
<p>${escaped(subject)}</p>
<iframe src="/dev/mails/${template}" title="${template}" width="640" height="520"></iframe>
<pre>${escaped(text)}</pre>
</section>`,
    );
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .send(page(sections.join('\n')));
  },
});

export const mailPageRoute = defineRoute({
  method: 'GET',
  url: '/dev/mails/:template',
  access: { kind: 'public' },
  summary: 'A mail',
  description: 'One mail that Trunkline sends, as HTML.',
  tags: ['Development'],
  unlisted: true,
  schema: {
    params: z.object({ template: z.string() }),
    response: { 200: { description: 'A mail.', ...html } },
  },
  handler({ mail }, { params }, reply) {
    const found = mail.previews().find(({ template }) => template === params.template);
    if (found === undefined) throw new NotFoundError('There is no mail of that name.');
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('x-frame-options', 'SAMEORIGIN')
      .send(found.html);
  },
});

const page = (sections: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Mails</title>
<style>
body { font-family: system-ui, sans-serif; margin: 32px; color: #14181d }
section { margin: 0 0 48px }
iframe { border: 1px solid #e3e6ea }
pre { display: inline-block; vertical-align: top; width: 560px; margin: 0 0 0 16px; white-space: pre-wrap }
</style>
</head>
<body>
<h1>Mails</h1>
${sections}
</body>
</html>
`;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
