/** What a mail says and to whom, as it lies in the database: links are secrets, and addresses are personal. */
import type { createSealer } from '../../core/crypto/index.ts';
import type { Message, Templates } from './mail.ts';

export type Sealer = Pick<ReturnType<typeof createSealer>, 'seal' | 'open'>;

type Content = Pick<Message, 'to' | 'values'>;

interface Whose {
  readonly tenantId: string;
  readonly mailId: string;
}

export function sealContent(sealer: Sealer, whose: Whose, { to, values }: Content): string {
  return sealer.seal(JSON.stringify({ to, values }), contextOf(whose));
}

/** Sealed content was written by us and by nobody else; only its template can be of another version. */
export function openContent(sealer: Sealer, whose: Whose, sealed: string) {
  return JSON.parse(sealer.open(sealed, contextOf(whose))) as {
    to: string;
    values: Templates[keyof Templates];
  };
}

const contextOf = ({ tenantId, mailId }: Whose) => ({ tenantId, field: 'mail.content', mailId });
