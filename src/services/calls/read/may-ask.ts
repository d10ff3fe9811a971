/** Whoever does not see something must not find calls by it either: to be told yes or no is to be shown it, in time. */
import type { CallFilters } from '../../../contract/call-queries.ts';
import type { Caller } from '../../../core/caller.ts';
import { AuthorizationError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/permissions.ts';

const needed: readonly (readonly [keyof CallFilters, Permission])[] = [
  ['from', 'numbers:full'],
  ['to', 'numbers:full'],
  ['q', 'transcripts:read'],
];

export function refuseUnseen({ permissions }: Pick<Caller, 'permissions'>, asked: CallFilters): void {
  for (const [filter, permission] of needed) {
    if (asked[filter] === undefined || permissions.has(permission)) continue;
    throw new AuthorizationError(`To search by ${filter} needs the permission ${permission}.`, {
      code: 'PERMISSION_MISSING',
    });
  }
}
