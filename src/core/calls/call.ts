/** What a call's facts come to: the part of its document that is computed, and never written by anybody else. */

export const callStatuses = [
  'queued',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'no-answer',
  'failed',
  'canceled',
  'lost',
] as const;
export type CallStatus = (typeof callStatuses)[number];

/** `unknown`: nobody has said yet who called whom, as Bland does not while a call goes on. */
export const callDirections = ['inbound', 'outbound', 'unknown'] as const;
export type CallDirection = (typeof callDirections)[number];

export interface FoldedCall {
  readonly direction: CallDirection;
  readonly from?: string;
  readonly to?: string;
  readonly callerName?: string;
  readonly status: CallStatus;
  readonly ended: boolean;
  readonly endedBy?: 'caller' | 'agent';
  readonly answeredBy?: 'human' | 'voicemail' | 'fax' | 'nobody' | 'unknown';
  readonly startedAt: Date;
  readonly answeredAt?: Date;
  readonly endedAt?: Date;
  /** The newest of anything about it. */
  readonly lastAt: Date;
  /** Whole seconds, rounded up; undefined until it has ended, and where nobody knows how long it lasted. */
  readonly billableSec?: number;
  /** Where they come from. `none`: nobody answered. */
  readonly billableFrom?: 'billed' | 'corrected' | 'rounded' | 'answered-to-ended' | 'none';
  /** The provider's own numbers do not fit each other. */
  readonly durationsDisagree: boolean;
  readonly recording: 'none' | 'pending' | 'stored' | 'absent' | 'failed';
  readonly transferredTo?: string;
  readonly disposition?: string;
  readonly summary?: string;
  readonly cost?: { readonly micros: string; readonly currency: string };
  readonly error?: { readonly message: string; readonly code?: string | undefined };
  readonly lostBecause?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}
