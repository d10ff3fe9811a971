/** The ways in which TwiML fails: as Twilio says them, and where the sandbox cannot do what Twilio can. */

export class TwimlFailure extends Error {
  readonly code: number;
  /** Of the document or the file that failed. */
  readonly url: string | undefined;

  constructor(code: number, message: string, url?: string) {
    super(message);
    this.code = code;
    this.url = url;
  }
}

/** Twilio would have done it. No fallback is asked, since the document is right. */
export class NotPretended extends Error {
  constructor(what: string) {
    super(`the sandbox does not pretend ${what}; Twilio would`);
  }
}
