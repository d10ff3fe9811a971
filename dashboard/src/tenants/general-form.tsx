import type { Tenant } from '../../../src/contract/tenants.ts';
import { texts } from '../texts.ts';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { textIn } from '../ui/form-dialog.tsx';
import { TenantForm, type TenantFormProps } from './tenant-form.tsx';

/** What it is called and where its days begin; what it is billed by is the platform's to say. */
export function GeneralForm({ isPlatform, ...props }: TenantFormProps & { isPlatform: boolean }) {
  const { tenant } = props.of;
  return (
    <TenantForm {...props} title={texts.tenants.general} changeIn={generalIn}>
      {isPlatform ? (
        <TenantFields tenant={tenant} />
      ) : (
        <div className="grid gap-4 md:grid-cols-2">
          <NameField tenant={tenant} />
          <ZoneField tenant={tenant} />
        </div>
      )}
    </TenantForm>
  );
}

/** All that the platform says of a tenant, or of a new one. */
export function TenantFields({ tenant }: { tenant?: Tenant }) {
  const { slug, slugHint, currency, currencyHint, billing, billingMethods } = texts.tenants;
  return (
    <div className={`grid gap-4 ${tenant === undefined ? '' : 'md:grid-cols-2'}`}>
      <NameField tenant={tenant} />
      <Field
        label={slug}
        hint={slugHint}
        name="slug"
        defaultValue={tenant?.slug}
        pattern="[a-z0-9][a-z0-9\-]{1,38}[a-z0-9]"
        required
      />
      <Field
        label={currency}
        hint={currencyHint}
        name="currency"
        defaultValue={tenant?.currency ?? 'USD'}
        pattern="[A-Z]{3}"
        required
      />
      <ZoneField tenant={tenant} />
      <Choice
        label={billing}
        name="billingMethod"
        defaultValue={tenant?.billingMethod ?? 'invoice'}
        options={Object.entries(billingMethods)}
      />
    </div>
  );
}

interface Part {
  readonly tenant: Tenant | undefined;
}

function NameField({ tenant }: Part) {
  return (
    <Field label={texts.tenants.name} name="name" defaultValue={tenant?.name} maxLength={120} required />
  );
}

function ZoneField({ tenant }: Part) {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <Field
        label={texts.tenants.timeZone}
        hint={texts.tenants.timeZoneHint}
        name="timeZone"
        list="time-zones"
        defaultValue={tenant?.timeZone ?? own}
        required
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}

/** What is not asked for is not changed. */
export function generalIn(form: FormData) {
  const given = ['name', 'slug', 'currency', 'timeZone', 'billingMethod'].filter((name) => form.has(name));
  return Object.fromEntries(given.map((name) => [name, textIn(form, name)]));
}
