/** Does a filter promise what a partial index asks of its documents? When in doubt: no. */
import type { Doc } from '../values/bson.ts';
import { compare, equal } from '../values/compare.ts';
import { rankOf } from '../values/rank.ts';
import { type Predicate, type Predicates, predicatesOf } from './predicates.ts';

export function impliesFilter(predicates: Predicates, partial: Doc): boolean {
  const asked = predicatesOf(partial);
  if (asked.more || asked.alternatives.length > 0 || asked.text) return false;
  for (const [path, wanted] of asked.paths) {
    const given = predicates.paths.get(path) ?? [];
    for (const want of wanted) if (!given.some((have) => implies(have, want))) return false;
  }
  return true;
}

function implies(have: Predicate, want: Predicate): boolean {
  if (have.operator === want.operator && equal(have.operand, want.operand)) return true;
  if (want.operator === '$exists') return Boolean(want.operand) && excludesNull(have);
  if (have.operator === '$in' && Array.isArray(have.operand)) {
    return have.operand.every((value) =>
      implies({ operator: '$eq', operand: value, group: undefined }, want),
    );
  }
  if (want.operator === '$in' && Array.isArray(want.operand)) {
    return have.operator === '$eq' && want.operand.some((value) => equal(value, have.operand));
  }
  if (Array.isArray(have.operand) || rankOf(have.operand) !== rankOf(want.operand)) return false;
  const order = compare(have.operand, want.operand);
  switch (want.operator) {
    case '$eq':
      return have.operator === '$eq' && order === 0;
    case '$gt':
      return (
        (['$eq', '$gte'].includes(have.operator) && order > 0) || (have.operator === '$gt' && order >= 0)
      );
    case '$gte':
      return ['$eq', '$gt', '$gte'].includes(have.operator) && order >= 0;
    case '$lt':
      return (
        (['$eq', '$lte'].includes(have.operator) && order < 0) || (have.operator === '$lt' && order <= 0)
      );
    case '$lte':
      return ['$eq', '$lt', '$lte'].includes(have.operator) && order <= 0;
    default:
      return false;
  }
}

function excludesNull({ operator, operand }: Predicate): boolean {
  if (!['$eq', '$gt', '$gte', '$lt', '$lte', '$regex', '$type', '$in'].includes(operator)) return false;
  return Array.isArray(operand)
    ? operand.every((value) => value !== null)
    : operand !== null && operand !== undefined;
}
