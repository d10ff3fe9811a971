/** Filters as they stand in the address, and as a view keeps them. */
import type { ViewFilters } from '../../../src/contract/views.ts';
import type { CallSearch } from './call-filters.tsx';

const asText = ['direction', 'provider', 'numberId', 'agent', 'disposition', 'since', 'until'] as const;
const asNumber = ['minSec', 'maxSec'] as const;
const asFlag = ['recorded', 'simulated'] as const;
/** Any of several. */
const asList = ['status'] as const;
const kept: readonly string[] = [...asText, ...asList, ...asNumber, ...asFlag];

/** Those that find one caller are left out: a view keeps none of them. */
export function filtersIn(search: CallSearch): ViewFilters {
  const given = Object.entries(search).filter(([name, value]) => kept.includes(name) && value !== undefined);
  const values = given.map(([name, value]) => {
    if (asList.some((one) => one === name)) return [name, value?.split(',')];
    if (asNumber.some((one) => one === name)) return [name, Number(value)];
    return [name, asFlag.some((one) => one === name) ? value === 'true' : value];
  });
  return Object.fromEntries(values) as ViewFilters;
}

export const isKeptWhole = (search: CallSearch) =>
  Object.keys(search).every((name) => name === 'tenant' || kept.includes(name));

/** The tenant that is looked at stays. */
export function addressOf(filters: ViewFilters, tenant: string | undefined): CallSearch {
  const texts = Object.entries(filters).map(([name, value]) => [name, String(value)]);
  return { ...Object.fromEntries(texts), ...(tenant !== undefined && { tenant }) };
}
