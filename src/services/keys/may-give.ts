/** Nobody gives a key what he may not do himself: he would only have to use it. */
import type { Caller } from '../../core/caller.ts';
import { AuthorizationError } from '../../core/errors.ts';

export function assertMayGive({ permissions }: Pick<Caller, 'permissions'>, scopes: readonly string[]): void {
  const own = permissions as ReadonlySet<string>;
  const beyond = scopes.filter((scope) => !own.has(scope));
  if (beyond.length === 0) return;
  throw new AuthorizationError(`You cannot give a key what you may not do yourself: ${beyond.join(', ')}.`, {
    code: 'SCOPE_BEYOND_CALLER',
  });
}
