export { allocate } from './allocate.ts';
export { isCurrency, minorDigits } from './currency.ts';
export { MoneyError } from './error.ts';
export { fromJson, toJson } from './json.ts';
export { fromMinor, toMinor } from './minor.ts';
export { add, compare, type Money, money, multiply, negate, subtract, sum } from './money.ts';
export { formatMoney, parseMoney } from './people.ts';
export type { Rounding } from './rounding.ts';
