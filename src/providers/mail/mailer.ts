/** Whoever takes mails to people's mailboxes. */

export interface OutgoingMail {
  /** Ours. It goes into the Message-ID, so that mailboxes can tell a second copy from a second mail. */
  readonly id: string;
  /** What kind of mail it is, for the provider's statistics. */
  readonly category: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What became of an attempt. No reason holds anything of the mail or of its reader. */
export type Sent =
  | { readonly taken: 'yes'; readonly providerId: string | undefined }
  /** It was not taken, and the provider or the network said so. */
  | {
      readonly taken: 'no';
      /** Whether the same mail may be taken later. */
      readonly retryable: boolean;
      readonly retryAfterMs: number | undefined;
      readonly reason: string;
    }
  /** The provider may have it: the answer was lost, or did not come in time. */
  | { readonly taken: 'unknown'; readonly reason: string };

export interface Mailer {
  /** Never throws for what the provider or the network did. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<Sent>;
  close(): void;
}
