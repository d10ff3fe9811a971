/** The facts as they are kept, for those who want to see for themselves. */
import type { Call, Happening } from '../../../src/contract/calls.ts';
import { texts } from '../texts.ts';
import { PageByPage } from '../ui/page-by-page.tsx';
import { factInWords } from './fact-in-words.ts';
import { useTimeline } from './use-call.ts';

export function FactList({ call, tenantId }: { call: Call; tenantId: string | undefined }) {
  const pages = useTimeline(call, tenantId);
  return (
    <div className="p-4">
      <PageByPage pages={pages} rows={6}>
        {(items) => <Facts facts={items.filter((item) => item.what === 'fact')} call={call} />}
      </PageByPage>
    </div>
  );
}

type Told = Extract<Happening, { what: 'fact' }>;

function Facts({ facts, call }: { facts: readonly Told[]; call: Call }) {
  if (facts.length === 0) return <p className="text-ink-2">{texts.facts.none}</p>;
  return (
    <dl className="flex flex-col">
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
