/** So that nobody's password is changed without their knowing it. */
import { facts, named, note, paragraph, type Template } from './letter.ts';

export const passwordChanged: Template<'password-changed'> = {
  compose: ({ name, at, ip }) => ({
    subject: 'Your password was changed',
    preview: 'If that was you, there is nothing to do.',
    body: [
      paragraph(`Hello ${named(name)},`),
      paragraph('the password of your account was changed.'),
      facts(['When', at], ['From', ip]),
      note(
        'If that was not you, ask for a new password on the sign-in page now, and tell your administrator.',
      ),
    ],
  }),
  sample: { name: 'Ada Lovelace', at: '1 March 2026, 12:00 UTC', ip: '203.0.113.7' },
};
