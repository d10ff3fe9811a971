/** The facts as they are kept, for those who want to see for themselves. */
import type { Call } from '../../../src/contract/calls.ts';
import { texts } from '../texts.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { factInWords } from './fact-in-words.ts';
import { useTimeline } from './use-call.ts';

export function FactList({ call, tenantId }: { call: Call; tenantId: string | undefined }) {
  const { data, error, refetch } = useTimeline(call, tenantId);
  if (error)
    return (
      <div className="p-4">
        <Problem error={error} again={() => refetch()} />
      </div>
    );
  if (data === undefined) return <Skeleton rows={6} />;
  const facts = data.items.filter((item) => item.what === 'fact');
  if (facts.length === 0) return <p className="p-5 text-ink-2">{texts.facts.none}</p>;
  return (
    <dl className="flex flex-col p-4">
      {facts.map(({ id, kind, source, content }) => (
        <div key={id} className="border-b border-line py-2 last:border-b-0">
          <dt className="font-medium">
            {factInWords(kind, undefined, call).title}{' '}
            <span className="text-sm font-normal text-ink-3">
              {kind} · {texts.timeline.source[source]}
            </span>
          </dt>
          <dd>
            <pre className="overflow-x-hidden font-mono text-sm break-words whitespace-pre-wrap text-ink-2">
              {content === null ? texts.timeline.hidden : JSON.stringify(content, null, 2)}
            </pre>
          </dd>
        </div>
      ))}
    </dl>
  );
}
