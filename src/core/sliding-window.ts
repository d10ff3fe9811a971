/**
 * Sliding windows: how often something was done lately, and whether it may be done once more.
 *
 * A window is counted in fifteen parts and the one that is going on. What was counted leaves together with its part,
 * when the whole of that part has left the window. So no window of that length ever holds more than its limit, and
 * what was counted counts a fifteenth of the window too long at most. A key holds sixteen numbers, however high its
 * limit. What was refused is not counted: who goes on asking is served again as soon as there is room.
 */

export interface Charge {
  /** What is counted together. */
  readonly key: string;
  readonly limit: number;
  readonly windowMs: number;
}

export interface Standing {
  readonly limit: number;
  readonly used: number;
  /** Until at least one more is possible than now; 0 where nothing is used. */
  readonly moreInMs: number;
}

export interface Verdict {
  readonly allowed: boolean;
  /** One for each charge, in their order, as they are after it. */
  readonly standings: readonly Standing[];
}

export interface Windows {
  /** Counts so often in each window, once if nothing is said, or, where one of them has not the room, in none. */
  take(charges: readonly Charge[], count?: number): Promise<Verdict>;
  /** Counts nothing. */
  look(charges: readonly Charge[]): Promise<readonly Standing[]>;
}

export const partsOfWindow = 15;

export const partMsOf = ({ windowMs }: Pick<Charge, 'windowMs'>) => Math.ceil(windowMs / partsOfWindow);
