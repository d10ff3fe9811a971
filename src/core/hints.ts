/**
 * Hints from instance to instance that there is something to look at. They are quick, say nothing, and may be lost at
 * any time: whoever listens also looks by itself now and then.
 */
export interface Hints {
  give(topic: string): void;
  listen(topic: string, heard: () => void): void;
}
