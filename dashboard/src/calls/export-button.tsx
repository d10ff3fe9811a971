/** All calls that the filters leave, as a file: how far it has come is shown, and it can be given up. */
import { Download, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { queryOf } from '../session/ask.ts';
import { download, save } from '../session/download.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { number } from '../ui/format.ts';
import { toast } from '../ui/toast.tsx';
import type { CallSearch } from './call-filters.tsx';
import { createRowCount } from './csv-rows.ts';

const { exporting: words } = texts.calls;

interface Props {
  readonly tenantId: string;
  readonly search: CallSearch;
}

export function ExportButton({ tenantId, search }: Props) {
  const [rows, setRows] = useState<number>();
  const under = useRef<AbortController>(undefined);
  // Whoever leaves the page does not wait for it any more.
  useEffect(() => () => under.current?.abort(), []);

  async function begin(): Promise<void> {
    const way = new AbortController();
    under.current = way;
    const count = createRowCount();
    let whole = 0;
    setRows(0);
    try {
      const { tenant, ...asked } = search;
      const path = `/v1/calls/export${queryOf({ ...asked, format: 'csv' })}`;
      const file = await download(path, {
        tenantId,
        signal: way.signal,
        onPiece(piece) {
          whole = count(piece);
          setRows(whole);
        },
      });
      save(file, `calls-${new Date().toISOString().slice(0, 10)}.csv`);
      toast(words.done(number(whole)));
    } catch (error) {
      if (!way.signal.aborted) toast(error instanceof Error ? error.message : texts.errors.server, 'fail');
    }
    setRows(undefined);
  }

  if (rows === undefined)
    return (
      <Button aria-label={words.action} title={words.hint} onClick={begin}>
        <Download aria-hidden size={16} strokeWidth={1.75} />
        <span className="max-md:hidden">{words.action}</span>
      </Button>
    );
  return (
    <>
      <span role="status" className="sr-only">
        {words.goesOn}
      </span>
      <span className="whitespace-nowrap text-ink-2 tabular-nums">{words.rows(number(rows))}</span>
      <Button aria-label={words.cancel} onClick={() => under.current?.abort()}>
        <X aria-hidden size={16} strokeWidth={1.75} />
        <span className="max-md:hidden">{words.cancel}</span>
      </Button>
    </>
  );
}
