/** What people write. */
import { z } from 'zod';

/** A letter, a figure, a sign: without any of them it would look as if nothing were there. */
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Of at most so many characters, without space around it. */
export const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((value) => value.isWellFormed() && visible.test(value), 'expected something that can be read');
