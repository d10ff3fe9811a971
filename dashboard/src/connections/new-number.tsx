import { Plus } from 'lucide-react';
import type { PhoneLine } from '../../../src/contract/numbers.ts';
import { ask } from '../session/ask.ts';
import type { Whose } from '../session/whose.ts';
import { texts } from '../texts.ts';
import { Field } from '../ui/field.tsx';
import { FormDialog, textIn } from '../ui/form-dialog.tsx';
import { answeringIn, NumberFields } from './number-fields.tsx';
import { TenantChoice } from './tenant-choice.tsx';

const { numbers: words } = texts;

interface Props {
  readonly connectionId: string;
  readonly whose: Whose;
}

export function NewNumber({ connectionId, whose: { tenantId, isPlatform } }: Props) {
  return (
    <FormDialog
      action={words.add}
      icon={<Plus aria-hidden size={16} />}
      title={words.add}
      submit={words.addIt}
      done={words.added}
      outdates={[['numbers']]}
      send={(form) =>
        ask<PhoneLine>('/v1/numbers', tenantId, {
          method: 'POST',
          body: { connectionId, ...numberIn(form) },
        })
      }
    >
      <Field
        label={words.number}
        hint={words.numberHint}
        name="number"
        type="tel"
        placeholder="+14155550142"
        autoComplete="off"
        required
      />
      {isPlatform ? (
        <>
          <TenantChoice nobody={words.nobodyYet} />
          <p className="text-ink-2">{words.needsTenant}</p>
        </>
      ) : (
        <NumberFields />
      )}
    </FormDialog>
  );
}

/** As people write numbers: with spaces, hyphens and brackets. */
const spacing = /[\s().-]/g;

function numberIn(form: FormData) {
  const { agent, greeting } = answeringIn(form);
  const tenantId = textIn(form, 'tenantId');
  return {
    number: textIn(form, 'number').replaceAll(spacing, ''),
    ...(tenantId !== '' && { tenantId }),
    ...(agent !== null && { agent }),
    ...(greeting !== null && { greeting }),
  };
}
