import type { TenantSettings } from '../../../src/contract/tenants.ts';
import { texts } from '../texts.ts';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { textIn } from '../ui/form-dialog.tsx';
import { TenantForm, type TenantFormProps } from './tenant-form.tsx';

type Days = TenantSettings['retentionDays'];

const kinds = Object.keys(texts.tenants.retention) as (keyof typeof texts.tenants.retention)[];
const fieldOf = (kind: keyof Days) => `days-${kind}`;

/** For how long what is known of calls is kept. Of the API's settings those alone that have an effect. */
export function CallsForm(props: TenantFormProps) {
  const { settings } = props.of.tenant;
  const { legalHold, legalHoldHint } = texts.tenants;
  return (
    <TenantForm
      {...props}
      title={texts.tenants.settings}
      changeIn={(form) => settingsIn(form, settings.retentionDays)}
    >
      <Check label={legalHold} hint={legalHoldHint} name="legalHold" defaultChecked={settings.legalHold} />
      <fieldset>
        <legend className="mb-2 font-medium">{texts.tenants.retentionTitle}</legend>
        <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
          {kinds.map((kind) => (
            <Field
              key={kind}
              label={texts.tenants.retention[kind]}
              name={fieldOf(kind)}
              type="number"
              min={1}
              max={3650}
              placeholder={texts.tenants.usual}
              defaultValue={settings.retentionDays[kind]}
            />
          ))}
        </div>
      </fieldset>
    </TenantForm>
  );
}

/** Days are changed as a whole: those that are not shown stay. */
function settingsIn(form: FormData, before: Days): { settings: Partial<TenantSettings> } {
  const shown = kinds.map((kind) => {
    const count = textIn(form, fieldOf(kind));
    return [kind, count === '' ? undefined : Number(count)] as const;
  });
  return {
    settings: {
      legalHold: form.has('legalHold'),
      retentionDays: { ...before, ...Object.fromEntries(shown) },
    },
  };
}
