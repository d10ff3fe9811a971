/** API keys, as guards see them. */
import type { Identity } from '../../core/caller.ts';

export interface KeyAuthentication {
  /** Throws an AuthenticationError with a code of its own for each reason. No promise where the key is warm. */
  authenticate(key: string, ip: string): Identity | Promise<Identity>;
}
