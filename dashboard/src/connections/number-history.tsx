/** Who had a number, the newest first, and which agent answered there. */
import { useState } from 'react';
import type { NumberHistory, PhoneLine } from '../../../src/contract/numbers.ts';
import { useTenants } from '../session/me.ts';
import { usePages } from '../session/use-pages.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Moment } from '../ui/moment.tsx';
import { PageByPage } from '../ui/page-by-page.tsx';

const { numbers: words } = texts;
type Entry = NumberHistory['items'][number];

interface Props {
  readonly line: PhoneLine;
  readonly tenantId: string | undefined;
  readonly zone: string | undefined;
}

export function NumberHistoryButton(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        {words.history}
      </Button>
      <Dialog title={words.historyTitle(props.line.number)} open={open} onClose={() => setOpen(false)}>
        <History {...props} />
      </Dialog>
    </>
  );
}

function History({ line: { id }, tenantId, zone }: Props) {
  const pages = usePages<Entry>({ key: ['number-history', id], path: `/v1/numbers/${id}/history`, tenantId });
  return (
    <PageByPage pages={pages} rows={3} empty={words.historyNone}>
      {(list) => (
        <ol className="flex flex-col">
          {list.map((entry) => (
            <li key={entry.from} className="border-b border-line py-2 last:border-b-0">
              <Chapter entry={entry} zone={zone} />
            </li>
          ))}
        </ol>
      )}
    </PageByPage>
  );
}

function Chapter({ entry, zone }: { entry: Entry; zone: string | undefined }) {
  const { tenantId, agent, from, until, by } = entry;
  const { data: tenants } = useTenants();
  const holder = tenants?.find(({ id }) => id === tenantId)?.name;
  return (
    <>
      <p className="font-medium">
        {tenantId === null ? words.nobody : (agent ?? words.noAgent)}
        {holder && <span className="font-normal text-ink-2"> · {holder}</span>}
      </p>
      <p className="text-sm text-ink-2">
        <Moment at={from} zone={zone} /> – {until === null ? words.now : <Moment at={until} zone={zone} />}
      </p>
      {by !== null && <p className="font-mono text-sm text-ink-3">{words.by(by)}</p>}
    </>
  );
}
