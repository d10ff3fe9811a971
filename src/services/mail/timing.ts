/** How long mails wait for what. */
export interface MailTiming {
  /** A job that has not come by then was lost. */
  readonly hintMs: number;
  /**
   * How long an attempt has its mail for itself: longer than any attempt lasts. One whose end is not known, because the
   * answer or the process was lost, keeps it for all of that time.
   */
  readonly holdMs: number;
  /** Beyond the wait that the queue makes itself. */
  readonly slackMs: number;
  /** What is older is given up: its links are no good any more. */
  readonly giveUpMs: number;
}

export const usualTiming: MailTiming = {
  hintMs: 15_000,
  holdMs: 60_000,
  slackMs: 30_000,
  giveUpMs: 24 * 3600_000,
};

/** The provider is believed, but not for ever. */
export const longestRetryAfterMs = 3600_000;
