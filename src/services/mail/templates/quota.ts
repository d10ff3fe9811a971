/** A quota is nearly, or quite, used up. */
import { facts, named, note, paragraph, type Template } from './letter.ts';

export const quota: Template<'quota'> = {
  compose: ({ tenant, quota: what, used, limit, percent }) => ({
    subject: `${named(tenant)} has used ${percent}% of its ${what}`,
    preview: `${used} of ${limit}.`,
    body: [
      paragraph(
        percent >= 100
          ? `${named(tenant)} has used up its ${what}.`
          : `${named(tenant)} has used ${percent}% of its ${what}.`,
      ),
      facts(['Used', used], ['Limit', limit]),
      note('Whoever runs this Trunkline for you can raise the limit.'),
    ],
  }),
  sample: {
    tenant: 'Acme Plumbing',
    quota: 'minutes of this month',
    used: '8,000',
    limit: '10,000',
    percent: 80,
  },
};
