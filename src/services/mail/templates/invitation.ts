/** Somebody is asked to join a tenant. */
import { button, named, note, paragraph, type Template } from './letter.ts';

export const invitation: Template<'invitation'> = {
  compose: ({ inviter, tenant, link, validFor }) => ({
    subject: `${named(inviter)} invites you to ${named(tenant)}`,
    preview: `Choose a password and see ${named(tenant)}'s calls.`,
    body: [
      paragraph(`${named(inviter)} would like you to join ${named(tenant)} on Trunkline.`),
      button('Accept the invitation', link),
      note(`The invitation is good for ${validFor}, and once. If you did not expect it, do nothing.`),
    ],
  }),
  sample: {
    inviter: 'Ada Lovelace',
    tenant: 'Acme Plumbing',
    link: 'https://calls.example.com/invitation#token=sample',
    validFor: '7 days',
  },
};
