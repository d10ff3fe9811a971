/** Too many wrong passwords: the owner of the account should know, and know that waiting is enough. */
import { facts, named, note, paragraph, type Template } from './letter.ts';

export const lockedOut: Template<'locked-out'> = {
  compose: ({ name, at, ip, until }) => ({
    subject: 'Signing in to your account is paused',
    preview: `Until ${until}, after several wrong passwords.`,
    body: [
      paragraph(`Hello ${named(name)},`),
      paragraph(
        `somebody tried to sign in to your account with several wrong passwords. Until ${until} nobody can.`,
      ),
      facts(['Last tried', at], ['From', ip]),
      note(
        'If that was you, wait until then, or ask for a new password on the sign-in page. If not, your account is safe; tell your administrator if it happens again.',
      ),
    ],
  }),
  sample: {
    name: 'Ada Lovelace',
    at: '1 March 2026, 12:00 UTC',
    ip: '203.0.113.7',
    until: '1 March 2026, 12:15 UTC',
  },
};
