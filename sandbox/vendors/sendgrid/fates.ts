/** What becomes of a mail, by the part of the address before the @: bounce@…, bounce+anything@…; else it arrives. */

export interface Step {
  readonly event: string;
  /** Seconds after the step before. */
  readonly afterSec: number;
  readonly fields?: Readonly<Record<string, unknown>>;
}

const processed: Step = { event: 'processed', afterSec: 0 };
const delivered: Step = { event: 'delivered', afterSec: 2, fields: { response: '250 OK' } };
const reader = { useragent: 'Mozilla/5.0 (sandbox)', ip: '192.0.2.7' };

const fates: Readonly<Record<string, readonly Step[]>> = {
  bounce: [
    processed,
    {
      event: 'bounce',
      afterSec: 2,
      fields: {
        type: 'bounce',
        status: '5.1.1',
        reason: '550 5.1.1 no such mailbox',
        bounce_classification: 'Invalid Address',
      },
    },
  ],
  blocked: [
    processed,
    {
      event: 'bounce',
      afterSec: 2,
      fields: {
        type: 'blocked',
        status: '5.7.1',
        reason: '550 5.7.1 refused by policy',
        bounce_classification: 'Reputation',
      },
    },
  ],
  dropped: [{ event: 'dropped', afterSec: 0, fields: { reason: 'Bounced Address', status: '5.0.0' } }],
  deferred: [
    processed,
    { event: 'deferred', afterSec: 2, fields: { attempt: '1', response: '451 4.3.2 try again later' } },
    { ...delivered, afterSec: 300 },
  ],
  spam: [processed, delivered, { event: 'spamreport', afterSec: 60 }],
  open: [
    processed,
    delivered,
    { event: 'open', afterSec: 60, fields: { ...reader, sg_machine_open: false } },
  ],
  click: [
    processed,
    delivered,
    { event: 'click', afterSec: 90, fields: { ...reader, url: 'https://example.com/' } },
  ],
  unsubscribe: [processed, delivered, { event: 'unsubscribe', afterSec: 90 }],
};

export function fateOf(email: string): readonly Step[] {
  const [name = ''] = email.toLowerCase().split(/[+@]/);
  return fates[name] ?? [processed, delivered];
}
