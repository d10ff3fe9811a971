/** The one time that recovery codes are shown. */
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Dialog } from '../ui/dialog.tsx';

const { factor: words } = texts.account;

interface Props {
  /** Undefined: nothing is shown. */
  readonly codes: readonly string[] | undefined;
  onClose(): void;
}

export function RecoveryCodesDialog({ codes = [], onClose }: Props) {
  return (
    <Dialog title={words.codesTitle} open={codes.length > 0} onClose={onClose}>
      <p className="mb-3 text-ink-2">{words.codesHint}</p>
      <ul className="mb-4 grid grid-cols-2 gap-1 rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-sm select-all max-md:grid-cols-1">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex justify-end gap-2">
        <CopyButton text={codes.join('\n')} />
        <Button kind="primary" onClick={onClose}>
          {words.kept}
        </Button>
      </div>
    </Dialog>
  );
}
