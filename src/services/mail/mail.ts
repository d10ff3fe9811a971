/** Mail, as those see it who have something to say. */
import type { TenantScope } from '../../core/tenancy.ts';

/** Every template, and what it needs to be filled in. */
export interface Templates {
  readonly invitation: {
    readonly inviter: string;
    readonly tenant: string;
    readonly link: string;
    readonly validFor: string;
  };
  readonly 'password-reset': { readonly name: string; readonly link: string; readonly validFor: string };
  readonly 'password-changed': { readonly name: string; readonly at: string; readonly ip: string };
  readonly 'locked-out': {
    readonly name: string;
    readonly at: string;
    readonly ip: string;
    readonly until: string;
  };
  readonly quota: {
    readonly tenant: string;
    readonly quota: string;
    readonly used: string;
    readonly limit: string;
    readonly percent: number;
  };
}

export interface Message<T extends keyof Templates = keyof Templates> {
  readonly template: T;
  readonly to: string;
  readonly values: Templates[T];
  /** What is told under a key once is not told again, whoever asks and however often. */
  readonly key: string;
}

export interface Mail {
  /** Resolves when the mail is stored; from then on it is sent, also after a crash. */
  enqueue<T extends keyof Templates>(
    scope: TenantScope,
    message: Message<T>,
    requestId: string,
  ): Promise<void>;
}

/** One mail as a job knows it. */
export interface MailAttempt {
  readonly mailId: string;
  /** Fires when the process has to end. */
  readonly signal: AbortSignal;
}

/** `obsolete`: it is sent or failed already, somebody else is at it, or it is not its time yet. */
export type MailOutcome = 'sent' | 'not sent' | 'obsolete';

/** What workers do with mails. */
export interface MailDelivery {
  /** Throws where the mail was not taken; whether another attempt makes sense, the error says. */
  deliver(scope: TenantScope, attempt: MailAttempt): Promise<MailOutcome>;
  /** Takes up what was forgotten: by a Redis that was wiped or away, by a process that ended. */
  sweep(): Promise<void>;
}
