/** Signed-in people, as guards see them. */
import type { Identity } from '../../core/caller.ts';

export interface SessionAuthentication {
  /** Throws an AuthenticationError with a code of its own for each reason. No promise where the token is warm. */
  authenticate(accessToken: string): Identity | Promise<Identity>;
}
