import { Link } from '@tanstack/react-router';
import { texts } from '../texts.ts';
import { number } from '../ui/format.ts';

interface Props {
  readonly callIds: readonly string[];
  readonly tenant: string | undefined;
}

/** A list of calls that a provider was asked for may be about many. */
const most = 3;

export function CallLinks({ callIds, tenant }: Props) {
  const left = callIds.length - most;
  return (
    <span className="flex flex-wrap gap-x-3">
      {callIds.slice(0, most).map((callId) => (
        <Link
          key={callId}
          to="/calls/$callId"
          params={{ callId }}
          search={tenant === undefined ? {} : { tenant }}
          title={callId}
          className="whitespace-nowrap text-accent underline"
        >
          {texts.receipts.call(callId)}
        </Link>
      ))}
      {left > 0 && <span className="text-ink-3">{texts.receipts.more(number(left))}</span>}
    </span>
  );
}
