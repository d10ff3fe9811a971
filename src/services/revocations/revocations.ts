/** What was taken back: told to every instance within a second, so that each may remember whom it has let in. */

import type { Subject } from '../../core/subject.ts';

export type { Subject };

/** `everything`: announcements were lost, so whatever is remembered may have been taken back. */
export type Listener = (subject: Subject | 'everything') => void;

export interface Revocations {
  /**
   * After what it is about is stored, and before whoever revokes is answered. Also for what merely changes, such as
   * a role, a limit or a status.
   */
  announce(subject: Subject): Promise<void>;
  /** Calls for each subject that any instance announces, this one included; now and then more than once. */
  subscribe(listener: Listener): () => void;
  /** False while announcements cannot be read: what is remembered may have been taken back, and has to be asked anew. */
  isCurrent(): boolean;
}
