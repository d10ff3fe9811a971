/** What stands for an address wherever it is kept. */
import type { KeyedHash } from '../../core/crypto/keyed-hash.ts';
import { networkOf } from '../../core/network.ts';

/** Some megabytes. Whoever comes again soon, as most do, costs no hash. */
const mostRemembered = 10_000;

export function createAddressHash({ hash }: Pick<KeyedHash, 'hash'>): (ip: string) => string {
  const remembered = new Map<string, string>();
  return (ip) => {
    let hashed = remembered.get(ip);
    if (hashed === undefined) {
      hashed = hash(networkOf(ip));
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(ip, hashed);
    }
    return hashed;
  };
}
