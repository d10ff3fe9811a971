/** Numbers in addresses, where everything is text. */
import { z } from 'zod';

const spelt = (value: unknown) =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;

/** Nothing but figures: what is empty is not 0. */
export const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z.preprocess(spelt, z.int({ error: 'expected a whole number' }).min(min).max(max));
