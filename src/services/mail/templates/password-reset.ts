/** Somebody, perhaps the reader, wants a new password. */
import { button, named, note, paragraph, type Template } from './letter.ts';

export const passwordReset: Template<'password-reset'> = {
  compose: ({ name, link, validFor }) => ({
    subject: 'Choose a new password',
    preview: `The link is good for ${validFor}.`,
    body: [
      paragraph(`Hello ${named(name)},`),
      paragraph('somebody asked for a new password for your account. If that was you, choose one here.'),
      button('Choose a new password', link),
      note(
        `The link is good for ${validFor}, and once. If it was not you, do nothing: your password stays as it is.`,
      ),
    ],
  }),
  sample: {
    name: 'Ada Lovelace',
    link: 'https://calls.example.com/password#token=sample',
    validFor: '1 hour',
  },
};
