/** Who takes part in a call, and what they are going to do in it. */
import type { Language, VoiceName } from '../speech/types.ts';

/** What becomes of a ringing phone. */
export type Ringing =
  | { kind: 'answers'; afterMs: number }
  /** An answering machine: its greeting, a beep, and then it listens. */
  | { kind: 'voicemail'; afterMs: number; greeting: string; beep?: boolean }
  | { kind: 'busy'; afterMs?: number }
  | { kind: 'rejects'; afterMs: number }
  /** Rings until whoever calls gives up. */
  | { kind: 'no answer' }
  /** The network knows no such number. */
  | { kind: 'unreachable'; afterMs?: number };

export type PersonStep =
  | { do: 'say'; text: string; language?: Language }
  | { do: 'pause'; ms: number }
  /** Keys, one after the other; `w` waits half a second. */
  | { do: 'press'; digits: string }
  /**
   * Until the other side has said something that this person did not answer yet (with `says`: something that
   * contains this, whatever the case) and is silent; or, after `timeoutMs` of nothing, goes on all the same.
   */
  | { do: 'wait'; says?: string; timeoutMs?: number }
  /** Waits until the other side speaks, lets it speak for `afterMs`, and talks over it. */
  | { do: 'interrupt'; text: string; afterMs: number; language?: Language }
  | { do: 'hang up' };

export interface Person {
  name?: string;
  voice?: VoiceName;
  language?: Language;
  /** When they are called. Without it they answer after four seconds. */
  ringing?: Ringing;
  /** When they call: how long they let it ring, a minute without it. */
  ringsForMs?: number;
  /** The silence after which they take it that the other side has finished; without it 700 ms. */
  reactionMs?: number;
  steps: readonly PersonStep[];
  /** How long they stay on the line when they have nothing more to do, before they hang up; a minute without it. */
  patienceMs?: number;
}

export type AgentStep =
  | { do: 'say'; text: string; language?: Language }
  | { do: 'pause'; ms: number }
  | { do: 'press'; digits: string }
  /** Listens until the person has spoken or pressed keys and is silent; goes on after `timeoutMs` of nothing. */
  | { do: 'wait'; timeoutMs?: number }
  /** Dials and brings both together; the script goes on when that is over or came to nothing. */
  | { do: 'transfer'; to: string; person?: Person; timeoutMs?: number }
  | { do: 'hang up' };

export interface AgentScript {
  voice?: VoiceName;
  language?: Language;
  steps: readonly AgentStep[];
  /** When a machine answers; without it the agent hangs up. `leave`: says this after the beep, then hangs up. */
  onVoicemail?: { do: 'hang up' } | { do: 'leave'; text: string } | { do: 'ignore' };
  /** Whether the agent falls silent when the person speaks over it; true without it. */
  yields?: boolean;
}
