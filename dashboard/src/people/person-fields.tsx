import type { Person } from '../../../src/contract/people.ts';
import type { Role } from '../../../src/core/permissions.ts';
import { texts } from '../texts.ts';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { textIn } from '../ui/form-dialog.tsx';

/** Administrators belong to the platform and nobody else does. */
const rolesOf = (isPlatform: boolean): readonly Role[] =>
  isPlatform ? ['administrator'] : ['operator', 'viewer', 'service'];

interface Props {
  readonly isPlatform: boolean;
  /** Undefined: somebody new. */
  readonly person?: Person;
  readonly isSelf?: boolean;
}

export function PersonFields({ isPlatform, person, isSelf = false }: Props) {
  const { name, email, role } = texts.people;
  return (
    <>
      <Field label={name} name="name" defaultValue={person?.name} maxLength={100} required />
      {person === undefined && <Field label={email} name="email" type="email" required />}
      {isSelf ? (
        <p className="text-ink-2">{texts.people.ownRole}</p>
      ) : (
        <Choice
          label={role}
          name="role"
          {...(person && { defaultValue: person.role })}
          options={rolesOf(isPlatform).map((each) => [each, texts.people.roleHints[each]])}
        />
      )}
    </>
  );
}

/** What is not asked for is not changed. */
export function personIn(form: FormData) {
  const given = ['name', 'email', 'role'].filter((each) => form.has(each));
  return Object.fromEntries(given.map((each) => [each, textIn(form, each)]));
}
