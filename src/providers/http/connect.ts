/**
 * Opens connections, and is where the check that counts takes place: of a name's addresses, all have to be permitted,
 * and the connection goes to one of those very addresses. What a name server says before or after does not matter.
 */
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import type { Names } from './names.ts';
import type { Rule, Rules } from './rules.ts';

export async function permittedAddresses(name: string, rule: Rule, names: Names): Promise<readonly string[]> {
  const addresses = await names.addressesOf(name);
  // One is enough to refuse all: a host that is on both sides of a border is no host to be sent to.
  if (addresses.length === 0 || !addresses.every(rule.permits)) throw rule.refusal();
  return addresses;
}

export function createConnector(rules: Rules, names: Names, timeoutMs: number): buildConnector.connector {
  return (options, callback) => {
    const rule = rules.ruleFor(options.protocol, options.port);
    // What is an address already is connected to without a lookup.
    if (isIP(options.hostname) !== 0 && !rule.permits(options.hostname)) {
      callback(rule.refusal(), null);
      return;
    }
    const connect = buildConnector({
      allowH2: false,
      timeout: timeoutMs,
      lookup(name, { all }, done) {
        permittedAddresses(name, rule, names).then(
          (addresses) => {
            const found = addresses.map((address) => ({ address, family: isIP(address) }));
            const [first = { address: '', family: 0 }] = found;
            if (all) done(null, found);
            else done(null, first.address, first.family);
          },
          (error: Error) => done(error, []),
        );
      },
    });
    connect(options, callback);
  };
}
