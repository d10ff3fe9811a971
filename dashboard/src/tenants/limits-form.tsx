import type { TenantLimits } from '../../../src/contract/tenants.ts';
import { texts } from '../texts.ts';
import { inputLook } from '../ui/field.tsx';
import { textIn } from '../ui/form-dialog.tsx';
import { TenantForm, type TenantFormProps } from './tenant-form.tsx';

type Quota = keyof typeof texts.tenants.quotas;

const quotas = Object.keys(texts.tenants.quotas) as Quota[];
const bounds = ['soft', 'hard'] as const;
const fieldOf = (quota: Quota, bound: string) => `${quota}-${bound}`;

/** How much a tenant may use; the platform says it. */
export function LimitsForm(props: TenantFormProps) {
  const { limits } = props.of.tenant;
  return (
    <TenantForm {...props} title={texts.tenants.limits} changeIn={limitsIn}>
      <p className="text-ink-2">{texts.tenants.limitsHint}</p>
      <table className="w-full">
        <thead className="text-sm text-ink-2">
          <tr>
            <td />
            {bounds.map((bound) => (
              <th key={bound} scope="col" className="pb-1 pl-3 font-medium">
                {texts.tenants[bound]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {quotas.map((quota) => (
            <tr key={quota}>
              <th scope="row" className="py-1 font-normal">
                {texts.tenants.quotas[quota]}
              </th>
              {bounds.map((bound) => (
                <td key={bound} className="w-1/4 py-1 pl-3">
                  <input
                    aria-label={texts.tenants.limit(texts.tenants.quotas[quota], texts.tenants[bound])}
                    name={fieldOf(quota, bound)}
                    type="number"
                    min={0}
                    className={inputLook}
                    defaultValue={limits[quota][bound]}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TenantForm>
  );
}

/** What is not asked for is not changed. */
function limitsIn(form: FormData): { limits: Partial<TenantLimits> } {
  const limitOf = (quota: Quota) => {
    const given = bounds.map((bound) => [bound, textIn(form, fieldOf(quota, bound))] as const);
    return Object.fromEntries(
      given.filter(([, count]) => count !== '').map(([bound, count]) => [bound, Number(count)]),
    );
  };
  return {
    limits: Object.fromEntries(quotas.map((quota) => [quota, limitOf(quota)])),
  };
}
