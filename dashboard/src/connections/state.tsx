/** How a connection is, and what its account last said. */
import type { Connection } from '../../../src/contract/connections.ts';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Moment } from '../ui/moment.tsx';

const { connections: words } = texts;

export function ConnectionState({ connection: { status, simulated } }: { connection: Connection }) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge tone={status === 'active' ? 'live' : 'quiet'} dot>
        {words.status[status]}
      </Badge>
      {simulated && <Badge>{texts.simulated}</Badge>}
    </span>
  );
}

const tones = { reachable: 'live', refused: 'fail', failing: 'ring', unknown: 'quiet' } as const;

interface Props {
  readonly connection: Connection;
  readonly zone: string | undefined;
}

export function CheckState({ connection: { check }, zone }: Props) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge tone={tones[check.verdict]} dot>
        {words.verdict[check.verdict]}
      </Badge>
      {check.askedAt !== null && (
        <span className="text-sm text-ink-3">
          {words.checkedAt} <Moment at={check.askedAt} zone={zone} />
        </span>
      )}
    </span>
  );
}
