/** What a run of the command line has around it. A test gives its own. */
import type { Writable } from 'node:stream';
import type { Environment } from '../up/environment.ts';

export interface Io {
  readonly environment: Environment;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Fires when somebody wants it to end. */
  readonly signal: AbortSignal;
  /** Undefined where nobody can be asked. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
}
