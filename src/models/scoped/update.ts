/** A caller's update, made of operators, none of which reaches the tenant. */
import { ScopeError } from '../../core/tenancy.ts';
import { isOfTenant } from './filter.ts';
import { isPlain, type Plain, plainQuery } from './plain.ts';

const operators = new Set([
  '$set',
  '$setOnInsert',
  '$unset',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$currentDate',
  '$push',
  '$addToSet',
  '$pull',
  '$pullAll',
  '$pop',
]);

/** A whole document in place of another, and an update that computes, could leave the tenant out; they do not exist here. */
export function checkedUpdate(update: unknown): Record<string, Plain> {
  const copy = plainQuery(update);
  if (!isPlain(copy) || Object.keys(copy).length === 0)
    throw new ScopeError('an update is an object of operators');
  const checked = Object.entries(copy).map(([operator, fields]): [string, Plain] => {
    if (!operators.has(operator)) {
      throw new ScopeError(`${operator} is no operator here; there are ${[...operators].join(', ')}`);
    }
    if (!isPlain(fields)) throw new ScopeError(`${operator} needs an object of fields`);
    for (const path of Object.keys(fields)) checkPath(operator, path);
    return [operator, fields];
  });
  return Object.fromEntries(checked);
}

function checkPath(operator: string, path: string): void {
  if (isOfTenant(path))
    throw new ScopeError(`${operator} cannot touch tenantId: a document never changes hands`);
  if (path.startsWith('$')) throw new ScopeError(`${operator} needs names of fields; ${path} is none`);
}
