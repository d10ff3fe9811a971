/**
 * What an address that a tenant sets has to be like. The answer to one that is refused is the same whether there is
 * nothing behind it or something of ours: nobody learns by asking what our network holds.
 */
import { ValidationError } from '../../core/errors.ts';
import { createIsIn, isPublic } from './addresses.ts';

export interface RulesConfig {
  readonly EGRESS_PORTS: readonly number[];
  readonly EGRESS_ALLOWED_NETWORKS: readonly string[];
}

/** Where a connection may go. */
export interface Rule {
  permits(address: string): boolean;
  /** For when it may not. */
  refusal(): ValidationError;
}

export interface Rules {
  /** Everything about the address that can be seen without asking anybody. */
  read(address: string): URL;
  /** By what it is to be reached: only what is public by TLS on a usual port, what is allowed in any way. */
  ruleFor(protocol: string, port: string): Rule;
}

const longest = 2_048;

export function createRules({ EGRESS_PORTS, EGRESS_ALLOWED_NETWORKS }: RulesConfig): Rules {
  const isAllowed = createIsIn(EGRESS_ALLOWED_NETWORKS);
  const anywhere: Rule = {
    permits: (address) => isPublic(address) || isAllowed(address),
    refusal: () =>
      refused('has no public address. Its host has to be one that the whole internet can reach.'),
  };
  const byTls: Rule = { permits: isAllowed, refusal: () => refused('has to start with https://.') };
  const byPort: Rule = {
    permits: isAllowed,
    refusal: () => refused(`has to use one of these ports: ${EGRESS_PORTS.join(', ')}.`),
  };

  function ruleFor(protocol: string, port: string): Rule {
    if (protocol !== 'https:') return byTls;
    return EGRESS_PORTS.includes(Number(port || '443')) ? anywhere : byPort;
  }

  return {
    ruleFor,
    read(address) {
      // URL drops or mends these, and something else may read them otherwise.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
      if (/[\u0000-\u0020\u007f\\]/.test(address)) throw refused('holds characters that no address has.');
      if (address.length > longest) throw refused(`is longer than ${longest} characters.`);
      const url = URL.parse(address);
      if (url === null) throw refused('is none. It has to look like https://example.com/path.');
      if (url.protocol !== 'https:' && url.protocol !== 'http:') throw byTls.refusal();
      if (url.username !== '' || url.password !== '') throw refused('may not hold a user or a password.');
      if (url.hostname.endsWith('.')) throw refused('has a host that ends with a dot; leave the dot out.');
      const rule = ruleFor(url.protocol, url.port);
      // Where nothing is allowed, what lies behind does not matter, and nobody is asked.
      if (rule !== anywhere && EGRESS_ALLOWED_NETWORKS.length === 0) throw rule.refusal();
      return url;
    },
  };
}

function refused(because: string): ValidationError {
  const message = `The address ${because}`;
  return new ValidationError(message, [{ path: 'url', message }], { code: 'ADDRESS_NOT_ALLOWED' });
}
