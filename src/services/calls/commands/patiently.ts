/**
 * Tells what we know of a call, with more patience than is had with providers: those send again what was not stored at
 * once; of this nobody would, and a phone may be ringing already.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../../core/errors.ts';
import type { Intake } from '../intake.ts';

const tries = 20;
const pauseMs = 250;

export function tellingPatiently(intake: Pick<Intake, 'tell'>): Intake['tell'] {
  return async (...told) => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await intake.tell(...told);
      } catch (error) {
        if (!(error instanceof Unavailable) || tried === tries) throw error;
        await sleep(pauseMs);
      }
    }
  };
}
