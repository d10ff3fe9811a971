/** What a key may do: whoever makes it gives nothing that they may not do themselves. */
import { keyScopes } from '../../../src/core/permissions.ts';
import { may, useMe } from '../session/me.ts';
import { texts } from '../texts.ts';
import { Check } from '../ui/check.tsx';

export function ScopeChoice({ granted }: { granted: readonly string[] }) {
  const { data: me } = useMe();
  // What it has already can stay.
  const offered = keyScopes.filter((scope) => may(me, scope) || granted.includes(scope));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-sm font-medium text-ink-2">{texts.keys.scopes}</legend>
      <div className="flex max-h-52 flex-col gap-2.5 overflow-y-auto rounded-lg border border-line p-3">
        {offered.map((scope) => (
          <Check
            key={scope}
            name="scopes"
            value={scope}
            label={scope}
            hint={texts.keys.scope[scope]}
            defaultChecked={granted.includes(scope)}
          />
        ))}
      </div>
    </fieldset>
  );
}
