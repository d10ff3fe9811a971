import { Copy } from 'lucide-react';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';
import { toast } from './toast.tsx';

interface Props {
  readonly text: string;
  /** What is copied, where several can be. */
  readonly what?: string;
  readonly iconOnly?: boolean;
}

/** Browsers have it on encrypted and local addresses alone; elsewhere a click on what is `select-all` selects it. */
export function CopyButton({ text, what, iconOnly = false }: Props) {
  if (navigator.clipboard === undefined) return null;
  const label = what === undefined ? texts.copy.action : texts.copy.what(what);
  return (
    <Button
      kind={iconOnly ? 'quiet' : 'plain'}
      {...(iconOnly && { 'aria-label': label, title: label })}
      onClick={async () => {
        await navigator.clipboard.writeText(text);
        toast(texts.copy.done);
      }}
    >
      <Copy aria-hidden size={16} strokeWidth={1.75} />
      {!iconOnly && label}
    </Button>
  );
}
