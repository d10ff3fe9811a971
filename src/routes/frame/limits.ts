/** How much a client may ask for, and how slowly. */
export interface Limits {
  /** The default; a route may say otherwise. */
  readonly bodyBytes: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** From the first byte of a request to its last one. */
  readonly requestMs: number;
  /** A connection on which nothing at all moves. */
  readonly silenceMs: number;
  /** An idle connection is kept longer than balancers keep theirs, so that they never send into a closing one. */
  readonly keepAliveMs: number;
  /** How often the first two are looked after. */
  readonly checkMs: number;
  /** The mean delay of the event loop from which on requests are turned away; 0: none is. */
  readonly delayMs: number;
  /** How often that delay is looked at. */
  readonly delaySampleMs: number;
}

export const limits: Limits = {
  bodyBytes: 256 * 1024,
  headersMs: 10_000,
  requestMs: 30_000,
  silenceMs: 120_000,
  keepAliveMs: 75_000,
  checkMs: 2_000,
  delayMs: 500,
  delaySampleMs: 1_000,
};

/** What a client that was turned away is told to wait. */
export const retryAfterSec = 5;
