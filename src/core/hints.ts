/**
 * Hints from instance to instance that there is something to look at. They are quick, say nothing, and may be lost at
 * any time: whoever listens also looks by itself now and then.
 */
export interface Hints {
  /** `about`: an id at the most, for Redis is no place for what somebody said. */
  give(topic: string, about?: string): void;
  listen(topic: string, heard: (about: string) => void): void;
}
