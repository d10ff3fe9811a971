/** All that the filters of a list leave, as a file: how far it has come is shown, and it can be given up. */
import { Download, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { download, save } from '../session/download.ts';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';
import { createRowCount } from './csv-rows.ts';
import { number } from './format.ts';
import { toast } from './toast.tsx';

const { exporting: words } = texts;

interface Props {
  readonly tenantId: string | undefined;
  /** With the filters, asking for CSV. */
  readonly path: string;
  readonly fileName: string;
  readonly hint: string;
  /** What is said when it is there, with so many rows. */
  done(rows: string): string;
  readonly onDone?: () => void;
}

export function ExportButton({ tenantId, path, fileName, hint, done, onDone }: Props) {
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
      const file = await download(path, {
        tenantId,
        signal: way.signal,
        onPiece(piece) {
          whole = count(piece);
          setRows(whole);
        },
      });
      save(file, fileName);
      toast(done(number(whole)));
      onDone?.();
    } catch (error) {
      if (!way.signal.aborted) toast(error instanceof Error ? error.message : texts.errors.server, 'fail');
    }
    setRows(undefined);
  }

  if (rows === undefined)
    return (
      <Button aria-label={words.action} title={hint} onClick={begin}>
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
