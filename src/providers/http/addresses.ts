/**
 * Which addresses are on the public internet. Of IPv6 that is one block, less what is set apart in it; whatever holds
 * an IPv4 address inside (mapped, compatible, NAT64, 6to4, Teredo) is outside of it or set apart, so that no address
 * can hide in another. Of IPv4 it is everything that IANA has not set apart.
 */
import { BlockList, isIP } from 'node:net';

const setApart4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carriers' own, and a cloud's metadata
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // a cloud's own services, at an address that looks public
  '169.254.0.0/16', // link-local, and most clouds' metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocols, and a cloud's metadata
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
];

/** Loopback, private, link-local, multicast, mapped, NAT64 and the rest are outside of this. */
const global6 = ['2000::/3'];

const setApart6 = [
  '2001::/23', // protocols: Teredo, benchmarks, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
];

/** IPv4 in IPv6's clothes: sockets take it for what is inside. */
const mapped = networks(['::ffff:0:0/96']);
const special4 = networks(setApart4);
const public6 = networks(global6);
const special6 = networks(setApart6);

export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special4.check(address);
    case 6:
      return public6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Addresses and networks as the configuration has them. */
export function createIsIn(list: readonly string[]): (address: string) => boolean {
  const allowed = networks(list);
  return (address) => {
    switch (isIP(address)) {
      case 4:
        return allowed.check(address);
      case 6:
        return !mapped.check(address, 'ipv6') && allowed.check(address, 'ipv6');
      default:
        return false;
    }
  };
}

function networks(list: readonly string[]): BlockList {
  const blocks = new BlockList();
  for (const each of list) {
    const [address = '', bits] = each.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) blocks.addAddress(address, family);
    else blocks.addSubnet(address, Number(bits), family);
  }
  return blocks;
}
