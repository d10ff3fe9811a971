/** What was seen of a thing that somebody changes: where somebody else was faster, nothing is changed. */
import { z } from 'zod';

export const Rev = z.number().int().min(1).meta({
  description: 'The revision that you saw. Where there is a newer one, nothing is changed: 409.',
});

export const changesSomething = (change: object) => Object.keys(change).length > 1;
export const nothingChanges = 'expected something to change beside rev';
