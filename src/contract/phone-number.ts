import { z } from 'zod';
import { e164 } from '../core/e164.ts';

export const PhoneNumber = z
  .string()
  .regex(e164, 'expected a number such as +14155550142')
  .meta({ description: 'In the form of E.164: a plus, the code of the country, and digits alone.' });
