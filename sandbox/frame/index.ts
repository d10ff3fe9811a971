/** What a vendor gets from the sandbox it stands in. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PhoneNetwork } from '../calls/types.ts';
import type { Speech } from '../speech/types.ts';
import type { Background } from './background.ts';
import type { SandboxClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import type { Send } from './outgoing.ts';
import type { SandboxRandom } from './random.ts';
import type { Stage } from './stage.ts';
import type { SandboxState } from './state.ts';

export interface Sandbox {
  /** Where it can be reached, without a slash at the end; known once it listens. */
  readonly url: string;
  readonly clock: SandboxClock;
  readonly random: SandboxRandom;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly state: SandboxState;
  readonly speech: Speech;
  readonly phones: PhoneNetwork;
  /** Where scenarios can be played, by the vendor's name. Vendors of calls put theirs here. */
  readonly stages: Map<string, Stage>;
  /** The only way out. */
  readonly send: Send;
  /** Real milliseconds, for faults that try somebody's patience; a scene waits by its timeline. */
  pause(ms: number): Promise<void>;
  /** For whatever goes on after the answer. */
  readonly background: Background;
  readonly log: (line: string) => void;
  /** Aborted when the sandbox closes: for whatever waits. */
  readonly closing: AbortSignal;
  /** In reverse order, after the last request was answered. */
  onClose(close: () => unknown): void;
}

export interface Vendor {
  /** Its path: requests to /NAME/… are its own, and /_sandbox/NAME/… is what people and tests ask of it. */
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  /** Pages of its own, under /_sandbox/NAME. */
  readonly pages?: readonly { readonly title: string; readonly path: string }[];
  /** The kinds of requests that it makes, as the journal and faults name them. */
  readonly sends?: readonly string[];
  /** What a path that it does not have is answered with; the status is 404 already. */
  notFound?(request: FastifyRequest, reply: FastifyReply): unknown;
  /**
   * `api` is under /NAME: bodies arrive as Buffers, everything goes into the journal, faults strike. `control` is
   * under /_sandbox/NAME: plain Fastify.
   */
  mount(api: FastifyInstance, sandbox: Sandbox, control: FastifyInstance): void | Promise<void>;
}

export { formBody, jsonBody } from './body.ts';
export type { SandboxClock, Timeline } from './clock.ts';
export { html, page } from './html.ts';
export type { JournalEntry } from './journal.ts';
export type { OutgoingRequest, OutgoingResult } from './outgoing.ts';
export { type Delivery, persist } from './persist.ts';
export type { RandomStream, SandboxRandom } from './random.ts';
export {
  createExpectations,
  type Expectations,
  type Stage,
  type StagedCall,
  StageError,
  type StageOrder,
  type Target,
} from './stage.ts';
