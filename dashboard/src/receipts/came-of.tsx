/** What something told of calls, and the events that came of what it told first. */
import { Link } from '@tanstack/react-router';
import type { Receipt } from '../../../src/contract/receipts.ts';
import { type EventType, eventTypes } from '../../../src/core/events.ts';
import { texts } from '../texts.ts';
import { Card } from '../ui/card.tsx';
import { number } from '../ui/format.ts';
import { CallLinks } from './call-links.tsx';

const { page: words } = texts.receipts;

interface Props {
  readonly receipt: Receipt;
  readonly tenant: string | undefined;
}

export function CameOf({ receipt: { id, told, events, callIds }, tenant }: Props) {
  return (
    <>
      <Card flush title={words.told}>
        {told.length === 0 && <p className="p-4 text-ink-2">{words.toldNothing}</p>}
        {told.length > 0 && (
          <ul className="flex flex-col p-4">
            {told.map(({ factId, callId, kind, firstTold }) => (
              <li key={`${callId} ${factId}`} className="flex flex-wrap items-center gap-x-3 py-1">
                <span className="font-medium">{texts.timeline.kinds[kind] ?? kind}</span>
                {firstTold === id ? (
                  <span className="text-sm text-ink-3">{words.firstTold}</span>
                ) : (
                  <Link
                    to="/receipts/$receiptId"
                    params={{ receiptId: firstTold }}
                    search={tenant === undefined ? {} : { tenant }}
                    className="text-sm text-accent underline"
                  >
                    {words.toldBefore}
                  </Link>
                )}
                {callIds.length > 1 && (
                  <span className="ml-auto">
                    <CallLinks callIds={[callId]} tenant={tenant} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card flush title={words.events}>
        {events.length === 0 && <p className="p-4 text-ink-2">{words.noEvents}</p>}
        {events.length > 0 && (
          <ol className="flex flex-col p-4">
            {events.map(({ id: eventId, seq, type }) => (
              <li key={eventId} className="py-1">
                <span className="font-medium">{eventTypes[type as EventType]?.description ?? type}</span>{' '}
                <span className="text-sm text-ink-3">
                  {type} · {words.event(number(seq))}
                </span>
              </li>
            ))}
          </ol>
        )}
      </Card>
    </>
  );
}
