import mail from '@sendgrid/mail';
import type { Message } from '../../../../sandbox/vendors/sendgrid/inbox.ts';
import { sandboxForTest } from '../../helpers/frame.ts';

/** The one that the mail service calls by. It has it, though its types do not say so. */
const { client } = mail as unknown as { client: Parameters<typeof mail.setClient>[0] };

export const apiKey = 'SG.test.key';

/** The vendor's own clients, pointed at a sandbox. There is one for all of a process. */
export async function sendgrid({ key = apiKey, speed = 1_000 } = {}) {
  const sandbox = await sandboxForTest({ speed });
  client.setApiKey(key);
  client.setDefaultRequest('baseUrl', `${sandbox.url}/sendgrid/`);
  const inbox = async (query = '') => {
    const response = await fetch(`${sandbox.url}/_sandbox/sendgrid/messages${query}`);
    return ((await response.json()) as { messages: Message[] }).messages;
  };
  return { sandbox, mail, client, inbox };
}

export const plain = { to: 'to@example.com', from: 'from@example.com', subject: 'Subject', text: 'Text' };

/** What a client saw of a refusal. */
export async function refusal(sending: Promise<unknown>) {
  const error = await sending.then(
    () => {
      throw new Error('it was accepted');
    },
    (reason: { code: number; response: { body: { errors: { message: string; field: string | null }[] } } }) =>
      reason,
  );
  return { status: error.code, body: error.response.body };
}
