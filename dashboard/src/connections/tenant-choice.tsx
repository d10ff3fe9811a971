/** Whose a number of the platform's is to be. */
import { useTenants } from '../session/me.ts';
import { texts } from '../texts.ts';
import { Choice } from '../ui/choice.tsx';

interface Props {
  /** What stands first, where it may be nobody's. */
  readonly nobody?: string;
  /** Who has it already. */
  readonly except?: string | null;
}

export function TenantChoice({ nobody, except }: Props) {
  const { data: tenants = [] } = useTenants();
  const others = tenants.filter(({ id }) => id !== except);
  return (
    <Choice
      label={texts.numbers.tenant}
      name="tenantId"
      options={[
        ...(nobody === undefined ? [] : [['', nobody] as const]),
        ...others.map(({ id, name }) => [id, name] as const),
      ]}
    />
  );
}
