/** The job queues: how much waits where, and what was tried for the last time. */

import { Room } from '../frame/room.tsx';
import { useFilters } from '../frame/use-filters.ts';
import { texts } from '../texts.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { FailedJobs } from './failed-jobs.tsx';
import { QueueTable } from './queue-table.tsx';
import { useQueues } from './use-queues.ts';

export function QueuesPage() {
  const { data: queues, error, refetch } = useQueues();
  const { filters } = useFilters(['queue']);
  // Whoever chose none looks at the first one that has dead jobs.
  const shown = filters.queue ?? (queues?.find(({ dead }) => dead > 0) ?? queues?.[0])?.name;
  return (
    <Room title={texts.queues.title} ofPlatform>
      {error && (
        <div className="p-5">
          <Problem error={error} again={() => refetch()} />
        </div>
      )}
      {queues === undefined && !error && <Skeleton rows={6} />}
      {queues && <QueueTable queues={queues} shown={shown} />}
      {queues && shown !== undefined && <FailedJobs key={shown} queue={shown} />}
    </Room>
  );
}
