/** The kinds of data that a tenant may have kept for longer or shorter than usual. */
export const dataKinds = [
  'calls',
  'receipts',
  'events',
  'recordings',
  'transcripts',
  'insights',
  'deliveries',
  'mails',
] as const;

export type DataKind = (typeof dataKinds)[number];
