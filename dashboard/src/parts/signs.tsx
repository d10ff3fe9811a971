/** What only says something. */
import type { Call } from '../../../src/contract/calls.ts';
import { ApiError } from '../session/request.ts';
import { texts } from '../texts.ts';
import { Badge, StatusBadge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Duration } from '../ui/duration.tsx';
import { Empty } from '../ui/empty.tsx';
import { type Connection, Light } from '../ui/light.tsx';
import { Moment } from '../ui/moment.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tile } from '../ui/tile.tsx';
import { Part } from './part.tsx';

const now = new Date().toISOString();
const longAgo = '2026-03-01T12:00:00.000Z';
const ringing = { startedAt: now, answeredAt: null, endedAt: null, ended: false, lastAt: now };
const ended = {
  ...ringing,
  startedAt: longAgo,
  answeredAt: longAgo,
  endedAt: '2026-03-01T13:04:12.000Z',
  ended: true,
};
const statuses = Object.keys(texts.status) as Call['status'][];
const connections: readonly Connection[] = ['connecting', 'current', 'behind', 'offline'];

const refused = new ApiError(400, {
  error: 'The request has fields that do not fit.',
  code: 'VALIDATION_FAILED',
  requestId: 'req_01kb2m9x4e7q3v8z5c0t6r1n2d',
  details: [{ path: 'body.name', message: 'expected at least one character' }],
});

export function Signs() {
  return (
    <>
      <Part name="Badge">
        {(['quiet', 'live', 'ring', 'fail'] as const).map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
        <Badge tone="live" dot>
          with a dot
        </Badge>
      </Part>
      <Part name="StatusBadge">
        {statuses.map((status) => (
          <StatusBadge key={status} status={status} />
        ))}
      </Part>
      <Part name="Light">
        {connections.map((state) => (
          <Light key={state} state={state} heardAt={state === 'connecting' ? undefined : Date.parse(now)} />
        ))}
      </Part>
      <Part name="Duration, Moment">
        <Duration call={ringing} />
        <Duration call={ended} />
        <Moment at={now} zone={undefined} />
        <Moment at={longAgo} zone="Europe/London" />
      </Part>
      <Part name="Tile">
        <dl className="grid w-full auto-cols-fr grid-flow-col border border-line bg-surface">
          <Tile label="Calls now" value="12" note="of 50" />
          <Tile label="Answered" value="97.3%" wide />
          <Tile label="Failed or lost" value="3" isBad />
          <Tile label="A name that is longer than there is room for it" value="–" />
        </dl>
      </Part>
      <Part name="Problem">
        <Problem error={new Error('The server cannot be reached.')} />
        <Problem error={refused} again={() => undefined} />
      </Part>
      <Part name="Empty">
        <Empty title="No calls yet" hint="Every call is kept here." command="npm run call">
          <Button kind="primary">Simulate a call</Button>
        </Empty>
      </Part>
      <Part name="Skeleton">
        <div className="grow">
          <Skeleton rows={2} />
        </div>
      </Part>
    </>
  );
}
