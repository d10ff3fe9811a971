/** All that an entry holds: what changed field by field, and by what it can be found elsewhere. */
import { ArrowRight } from 'lucide-react';
import type { AuditEntry } from '../../../src/contract/audit.ts';
import { texts } from '../texts.ts';
import { number } from '../ui/format.ts';
import { type Change, changesOf } from './changes.ts';

export function EntryDetails({ entry }: { entry: AuditEntry }) {
  const { before, after, personal, forgotten, requestId, seq, hash, of, failure } = entry;
  const changes = changesOf(before, after);
  const facts = [
    ...(failure === null ? [] : [[texts.audit.isFailureOf, `${failure} ${of ?? ''}`] as const]),
    [texts.audit.request, requestId],
    [texts.audit.number, String(seq)],
    [texts.audit.hash, hash],
  ] as const;
  return (
    <details>
      <summary className="cursor-pointer py-1.5 whitespace-nowrap text-ink-2 hover:text-ink">
        {changes.length > 0 ? texts.audit.fields(number(changes.length)) : texts.audit.more}
      </summary>
      <div className="flex max-w-md flex-col gap-2 pb-3 text-sm">
        <Changes changes={changes} />
        {personal && (
          <div>
            <p className="font-medium">{texts.audit.personal}</p>
            <Changes changes={changesOf(null, personal)} />
          </div>
        )}
        {forgotten && <p className="text-ink-3">{texts.audit.gone}</p>}
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 text-ink-3">
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt>{name}</dt>
              <dd className="font-mono break-all">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}

function Changes({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1">
      {changes.map(({ field, before, after }) => (
        <li key={field} className="break-words">
          <span className="font-medium">{field}</span>:{' '}
          {before !== undefined && (
            <>
              <del className="rounded bg-fail-soft px-1 font-mono break-all text-fail no-underline">
                {before}
              </del>{' '}
              <ArrowRight aria-label={texts.audit.became} size={12} className="inline text-ink-3" />{' '}
            </>
          )}
          {after === undefined ? (
            <span className="text-ink-3">{texts.audit.nothing}</span>
          ) : (
            <ins className="rounded bg-live-soft px-1 font-mono break-all text-live no-underline">
              {after}
            </ins>
          )}
        </li>
      ))}
    </ul>
  );
}
