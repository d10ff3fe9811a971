import { Link } from '@tanstack/react-router';
import type { QueueState } from '../../../src/contract/queues.ts';
import { texts } from '../texts.ts';
import { length, number } from '../ui/format.ts';

/** What needs somebody comes first: on a phone the last ones are out of sight. */
const counts = ['dead', 'waiting', 'delayed', 'active', 'completed'] as const;

interface Props {
  readonly queues: readonly QueueState[];
  /** Whose dead jobs are shown below. */
  readonly shown: string | undefined;
}

export function QueueTable({ queues, shown }: Props) {
  return (
    <div className="shrink-0 overflow-x-auto">
      <table aria-label={texts.queues.table} className="w-full border-collapse bg-surface">
        <thead className="text-sm text-ink-2">
          <tr>
            <th scope="col" className="h-8 border-b border-line px-5 font-medium">
              {texts.queues.columns.name}
            </th>
            {counts.map((count) => (
              <th key={count} scope="col" className="border-b border-line px-3 text-end font-medium">
                {texts.queues.columns[count]}
              </th>
            ))}
            <th scope="col" className="border-b border-line px-5 text-end font-medium whitespace-nowrap">
              {texts.queues.columns.oldest}
            </th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.name} className="border-b border-line">
              <th scope="row" className="h-11 px-5 font-medium whitespace-nowrap">
                <Link
                  to="/queues"
                  search={{ queue: queue.name } as never}
                  aria-label={texts.queues.show(queue.name)}
                  {...(shown === queue.name && { 'aria-current': 'true' as const })}
                  className="text-accent underline"
                >
                  {queue.name}
                </Link>
              </th>
              {counts.map((count) => (
                <td
                  key={count}
                  className={`px-3 text-end ${count === 'dead' && queue.dead > 0 ? 'font-semibold text-fail' : ''}`}
                >
                  {number(queue[count])}
                </td>
              ))}
              <td className="px-5 text-end">
                {queue.oldestSec === null ? texts.queues.none : length(queue.oldestSec)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
