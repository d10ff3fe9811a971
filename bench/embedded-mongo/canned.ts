import { pageSize } from './calls.ts';

/** The calls that the null server answers with, whatever is asked, by the collection that is asked. */
export const cannedNumbers = { one: [0], page: Array.from({ length: pageSize }, (_, n) => n) };
