/** The one time that a secret is shown. */
import type { ApiKeyWithSecret } from '../../../src/contract/keys.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Dialog } from '../ui/dialog.tsx';

interface Props {
  /** Undefined: nothing is shown. */
  readonly made: ApiKeyWithSecret | undefined;
  onClose(): void;
}

export function SecretDialog({ made, onClose }: Props) {
  return (
    <Dialog title={texts.keys.secretTitle(made?.key.name ?? '')} open={made !== undefined} onClose={onClose}>
      <p className="mb-3 text-ink-2">{texts.keys.secretHint}</p>
      <code className="mb-4 block rounded-lg border border-line bg-sunken px-3 py-2 font-mono break-all select-all">
        {made?.secret}
      </code>
      <div className="flex justify-end gap-2">
        <CopyButton text={made?.secret ?? ''} />
        <Button kind="primary" onClick={onClose}>
          {texts.keys.kept}
        </Button>
      </div>
    </Dialog>
  );
}
