/** What counts as one address: one of IPv4, or a /64 of IPv6, which is what one household or machine is given. */
import { isIPv6 } from 'node:net';

/** A client that has gone again before anybody looked has none any more. */
export function networkOf(ip: string | undefined = ''): string {
  const [address = ip] = ip.split('%');
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (!isMapped) return `${groups.slice(0, 4).map(hex).join(':')}::/64`;
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

const hex = (group: number) => group.toString(16);

/** All eight. URL knows every way of writing one; it leaves at most one gap. */
function groupsOf(address: string): number[] {
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const numbers = (text = '') =>
    text
      .split(':')
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16));
  const [before, after] = [numbers(left), numbers(right)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
