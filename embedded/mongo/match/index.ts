/** Filters: what a query's documents have in common. */
export { compileFilter, type FilterOptions, positionalMatch } from './filter.ts';
export { getPath, isDoc, missing } from './path.ts';
export { typeName } from './type.ts';
