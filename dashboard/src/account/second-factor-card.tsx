/** A code of an app besides the password: set up, confirmed with its first code, removed. */
import { useState } from 'react';
import type { Me } from '../../../src/contract/access.ts';
import { ask } from '../session/ask.ts';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { number } from '../ui/format.ts';
import { ConfirmFactor, type Enrolled } from './confirm-factor.tsx';
import { passwordIn } from './password-in.ts';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';

const { factor: words } = texts.account;
/** Fewer of ten, and whoever loses the app soon has none. */
const few = 3;

export function SecondFactorCard({ me: { secondFactor, recoveryCodesLeft } }: { me: Me }) {
  const [enrolled, setEnrolled] = useState<Enrolled>();
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <Card
      title={words.title}
      action={
        enrolled === undefined &&
        (secondFactor ? (
          <ProvenForm
            action={words.remove}
            title={words.removeTitle}
            hint={words.removeHint}
            submit={words.remove}
            submitKind="danger"
            done={words.removed}
            path="/v1/auth/totp/remove"
          />
        ) : (
          <ProvenForm<Enrolled>
            action={words.setUp}
            title={words.setUpTitle}
            hint={words.prove}
            submit={words.next}
            path="/v1/auth/totp"
            onDone={setEnrolled}
          />
        ))
      }
    >
      {enrolled === undefined ? (
        <>
          <Badge tone={secondFactor ? 'live' : 'quiet'} dot>
            {secondFactor ? words.on : words.off}
          </Badge>
          <p className="mt-3 text-ink-2">{secondFactor ? words.onHint : words.offHint}</p>
          {secondFactor && (
            <p className={`mt-1 ${recoveryCodesLeft < few ? 'text-fail' : 'text-ink-2'}`}>
              {words.left(number(recoveryCodesLeft))} {recoveryCodesLeft < few && words.few}
            </p>
          )}
        </>
      ) : (
        <ConfirmFactor
          enrolled={enrolled}
          onCancel={() => setEnrolled(undefined)}
          onDone={({ recoveryCodes }) => {
            setEnrolled(undefined);
            setCodes(recoveryCodes);
          }}
        />
      )}
      <RecoveryCodesDialog codes={codes} onClose={() => setCodes(undefined)} />
    </Card>
  );
}

interface ProvenProps<T> {
  readonly action: string;
  readonly title: string;
  readonly hint: string;
  readonly submit: string;
  readonly submitKind?: 'danger';
  readonly done?: string;
  readonly path: string;
  readonly onDone?: (result: T) => void;
}

/** What is done with the password alone. */
function ProvenForm<T>({ hint, path, ...form }: ProvenProps<T>) {
  return (
    <FormDialog<T>
      {...form}
      kind="quiet"
      outdates={[['me']]}
      send={(given) => ask<T>(path, undefined, { method: 'POST', body: { password: passwordIn(given) } })}
    >
      <p className="text-ink-2">{hint}</p>
      <Field
        label={words.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
    </FormDialog>
  );
}
