import type { TenantSettings } from '../../../src/contract/tenants.ts';
import { texts } from '../texts.ts';
import { Area } from '../ui/area.tsx';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { textIn } from '../ui/form-dialog.tsx';
import { TenantForm, type TenantFormProps } from './tenant-form.tsx';

type Kind = keyof TenantSettings['retentionDays'];

const kinds = Object.keys(texts.tenants.retention) as Kind[];
const fieldOf = (kind: Kind) => `days-${kind}`;

/** What is done with calls, and for how long what is known of them is kept. */
export function CallsForm(props: TenantFormProps) {
  const { settings } = props.of.tenant;
  const { recording, transcription, redaction, legalHold, legalHoldHint } = texts.tenants;
  return (
    <TenantForm {...props} title={texts.tenants.settings} changeIn={settingsIn}>
      <Check label={recording} name="recording" defaultChecked={settings.recording} />
      <Check label={transcription} name="transcription" defaultChecked={settings.transcription} />
      <Check label={redaction} name="redaction" defaultChecked={settings.redaction} />
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
      <Area
        label={texts.tenants.origins}
        hint={texts.tenants.originsHint}
        name="allowedOrigins"
        defaultValue={settings.allowedOrigins.join('\n')}
      />
    </TenantForm>
  );
}

function settingsIn(form: FormData): { settings: TenantSettings } {
  const days = kinds.map((kind) => [kind, textIn(form, fieldOf(kind))] as const);
  return {
    settings: {
      recording: form.has('recording'),
      transcription: form.has('transcription'),
      redaction: form.has('redaction'),
      legalHold: form.has('legalHold'),
      retentionDays: Object.fromEntries(
        days.filter(([, count]) => count !== '').map(([kind, count]) => [kind, Number(count)]),
      ),
      allowedOrigins: textIn(form, 'allowedOrigins').split(/\s+/).filter(Boolean),
    },
  };
}
