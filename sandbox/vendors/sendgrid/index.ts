/** SendGrid: takes mails as its v3 API does, keeps them to be read, and tells what became of them. */
import type { Vendor } from '../../frame/index.ts';
import { refuse } from './errors.ts';
import { mountEventSettings } from './event-settings.ts';
import { createEvents } from './events.ts';
import { createInbox } from './inbox.ts';
import { demandKey } from './keys.ts';
import { mountInbox } from './pages.ts';
import { mountSend } from './send.ts';

export const sendgrid: Vendor = {
  name: 'sendgrid',
  title: 'SendGrid',
  pages: [{ title: 'inbox', path: '/inbox' }],
  sends: ['events'],
  notFound: (_request, reply) => refuse(reply, 404, 'Not Found'),
  mount(api, sandbox, control) {
    const inbox = createInbox();
    const events = createEvents(sandbox);
    sandbox.state.keep('sendgrid.inbox', inbox);
    sandbox.state.keep('sendgrid.events', events);
    api.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
      refuse(reply, error.statusCode ?? 500, error.message),
    );
    demandKey(api);
    mountSend(api, inbox, events, sandbox.random.stream('sendgrid', 'messages'));
    mountEventSettings(api, events);
    mountInbox(control, inbox);
  },
};
