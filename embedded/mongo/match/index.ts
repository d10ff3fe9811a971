/** Filters: what a query's documents have in common. */
export { compileFilter, compilePositional, type FilterOptions, positionalMatch } from './filter.ts';
export { isTruthy } from './operators.ts';
export { getPath, isDoc, missing } from './path.ts';
export { typeName } from './type.ts';
