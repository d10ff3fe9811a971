/** The inbox's pages: for eyes, and safe whatever a mail holds. */
import { expect, test } from 'vitest';
import { plain, sendgrid } from './helpers.ts';

test('a mail is listed, read, and its attachments are as they were', async () => {
  const { mail, sandbox, inbox } = await sendgrid();
  const bytes = Buffer.from([0, 255, 1, 254]);
  await mail.send({
    ...plain,
    subject: '<b>bold</b>',
    html: '<script>steal()</script><img src="cid:logo">',
    attachments: [
      // The client's types know contentId alone, which it sends as it is; the API wants the other.
      Object.assign(
        { content: bytes.toString('base64'), filename: 'lögo.png', type: 'image/png', disposition: 'inline' },
        { content_id: 'logo' },
      ),
    ],
  });
  const [message] = await inbox();
  const read = async (path: string) => {
    const response = await fetch(`${sandbox.url}/_sandbox/sendgrid${path}`);
    return {
      status: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  };
  const list = await read('/inbox');
  expect(list.bytes.toString()).toContain(`/_sandbox/sendgrid/inbox/${message?.id}`);
  expect(list.bytes.toString()).not.toContain('<b>bold</b>');

  const page = (await read(`/inbox/${message?.id}`)).bytes.toString();
  expect(page).toContain('Text');
  expect(page).not.toContain('steal()');

  const body = await read(`/messages/${message?.id}/html`);
  expect(body.headers.get('content-security-policy')).toBe('sandbox allow-popups');
  expect(body.bytes.toString()).toContain(`src="/_sandbox/sendgrid/messages/${message?.id}/attachments/0"`);

  const attachment = await read(`/messages/${message?.id}/attachments/0`);
  expect(attachment.bytes).toEqual(bytes);
  expect(attachment.headers.get('content-type')).toBe('image/png');
  expect(attachment.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''l%C3%B6go.png");

  expect((await read('/inbox/nothing')).status).toBe(404);
  await fetch(`${sandbox.url}/_sandbox/sendgrid/messages`, { method: 'DELETE' });
  expect(await inbox()).toEqual([]);
});

test('mails outlive the sandbox where it keeps its state', async () => {
  const { mail, sandbox, inbox } = await sendgrid();
  await mail.send(plain);
  const state = sandbox.state.snapshot();
  sandbox.state.restore();
  expect(await inbox()).toEqual([]);
  sandbox.state.restore(JSON.parse(JSON.stringify(state)));
  expect(await inbox()).toMatchObject([{ subject: 'Subject' }]);
});
