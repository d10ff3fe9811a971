import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog title={texts.help.title} open={open} onClose={onClose}>
      <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {texts.help.keys.map(([key, what]) => (
          <div key={key} className="contents">
            <dt className="font-mono">{key}</dt>
            <dd className="text-ink-2">{what}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={onClose}>{texts.help.close}</Button>
    </Dialog>
  );
}
