/** A caller's filter with the tenant beside it. Everything at the top of a filter has to hold, so nothing in it can widen it. */
import { isSystemScope, type Scope, ScopeError, tenantOf } from '../../core/tenancy.ts';
import { isPlain, type Plain, plainQuery } from './plain.ts';

/** What may stand beside fields. Each is one more condition. */
const operators = new Set(['$and', '$or', '$nor', '$text', '$expr', '$comment']);
const combining = new Set(['$and', '$or', '$nor']);

export function scopedFilter(scope: Scope, filter: unknown): Plain {
  const ofSystem = isSystemScope(scope);
  const copy = plainQuery(filter);
  checkFilter(copy, { mayNameTenant: ofSystem });
  return ofSystem ? copy : { tenantId: tenantOf(scope), ...copy };
}

/** Where a document may come of it, its tenant has to be known: from the scope, or as one id in the filter. */
export function scopedUpsertFilter(scope: Scope, filter: unknown): Plain {
  const copy = scopedFilter(scope, filter);
  if (typeof copy.tenantId === 'string') return copy;
  throw new ScopeError('an upsert over all tenants needs one tenantId in its filter');
}

export function checkFilter(
  filter: unknown,
  { mayNameTenant }: { mayNameTenant: boolean },
): asserts filter is Plain {
  if (!isPlain(filter)) throw new ScopeError('a filter is an object of conditions');
  for (const [key, condition] of Object.entries(filter)) {
    if (combining.has(key)) {
      // The library that casts filters drops an empty list, and with it the condition.
      if (!Array.isArray(condition) || condition.length === 0) {
        throw new ScopeError(`${key} needs a list of one filter at least`);
      }
      for (const part of condition) checkFilter(part, { mayNameTenant });
    } else if (key.startsWith('$') && !operators.has(key)) {
      throw new ScopeError(`${key} does not exist here; there are ${[...operators].join(', ')}`);
    } else if (!mayNameTenant && isOfTenant(key)) {
      throw new ScopeError('a filter does not name tenantId: the scope says whose data this is');
    }
  }
}

export function isOfTenant(path: string): boolean {
  return path === 'tenantId' || path.startsWith('tenantId.');
}
