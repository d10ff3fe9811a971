/** The secret for an authenticator app, and its first code, which shows that the app has it. */
import { ask } from '../session/ask.ts';
import { useChange } from '../session/use-change.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Field } from '../ui/field.tsx';
import { textIn } from '../ui/form-dialog.tsx';
import { Problem } from '../ui/problem.tsx';

const { factor: words } = texts.account;

export interface Enrolled {
  readonly secret: string;
  /** The same for an app that is on this device. */
  readonly uri: string;
}

interface Props {
  readonly enrolled: Enrolled;
  onCancel(): void;
  onDone(confirmed: { recoveryCodes: string[] }): void;
}

export function ConfirmFactor({ enrolled: { secret, uri }, onCancel, onDone }: Props) {
  const { mutate, error, isPending } = useChange<string, { recoveryCodes: string[] }>({
    send: (code) => ask('/v1/auth/totp/confirm', undefined, { method: 'POST', body: { code } }),
    outdates: [['me']],
    done: words.confirmed,
    onDone,
    isShown: true,
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        mutate(textIn(new FormData(event.currentTarget), 'code').replaceAll(' ', ''));
      }}
    >
      <p className="text-ink-2">{words.add}</p>
      <div className="flex items-center gap-2">
        <code className="min-w-0 grow rounded-lg border border-line bg-sunken px-3 py-2 font-mono break-all select-all">
          {secret.match(/.{1,4}/g)?.join(' ')}
        </code>
        <CopyButton iconOnly text={secret} what={words.secret} />
      </div>
      <p>
        <a href={uri} className="font-medium text-accent underline">
          {words.open}
        </a>
      </p>
      {error && <Problem error={error} />}
      <Field
        label={words.code}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9 ]{6,8}"
        required
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{words.giveUp}</Button>
        <Button type="submit" kind="primary" disabled={isPending}>
          {words.confirm}
        </Button>
      </div>
    </form>
  );
}
