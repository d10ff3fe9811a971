/**
 * The addresses of a name. The name servers are asked directly: the system's own way looks into files and search
 * domains, where a stranger's name could meet one of ours, and it waits in threads that everything else needs too.
 */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ExternalApiError } from '../../core/errors.ts';

export interface Names {
  /** None where the name has none. Fails where that cannot be found out now. */
  addressesOf(name: string): Promise<readonly string[]>;
  close(): void;
}

const answerWithinMs = 2_000;
const tries = 2;

/** `servers`: instead of those of the system, as `address:port`. */
export function openNames(servers?: readonly string[]): Names {
  const resolver = new Resolver({ timeout: answerWithinMs, tries });
  if (servers !== undefined) resolver.setServers(servers);
  return {
    async addressesOf(name) {
      if (isIP(name) !== 0) return [name];
      // Never asked of a name server (RFC 6761): one could say something else.
      if (/(^|\.)localhost$/i.test(name)) return ['127.0.0.1', '::1'];
      const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const addresses = answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
      const failures = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      if (addresses.length > 0 || failures.every(isNone)) return addresses;
      throw new ExternalApiError('The host of this address cannot be looked up now. Try again later.', {
        code: 'ADDRESS_UNREACHABLE',
        cause: failures.find((failure) => !isNone(failure)),
      });
    },
    close: () => resolver.cancel(),
  };
}

const isNone = ({ code }: { code?: unknown }) => ['ENODATA', 'ENOTFOUND', 'EBADNAME'].includes(String(code));
