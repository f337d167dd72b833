import { BlockList, isIP, SocketAddress } from 'node:net';
import { NAMED_NETWORKS, type ProxyTrust } from '../config/proxy-trust.js';

/**
 * Which hops of a request may say where it came from, in the form of Fastify's `trustProxy`. Hop 0 is the connection itself; each
 * later hop is the next entry of `X-Forwarded-For`, from its end. A number becomes a function too, because Fastify ignores numbers.
 */
export function trustedProxies(trust: ProxyTrust): false | ((address: string, hop: number) => boolean) {
  if (trust === false) return false;
  if (trust === true) return () => true;
  if (typeof trust === 'number') return (_, hop) => hop < trust;
  const networks = new BlockList();
  for (const item of trust.split(',').map((entry) => entry.trim()))
    for (const network of NAMED_NETWORKS[item] ?? [item]) {
      const [ip = '', bits] = network.split('/');
      const family = isIP(ip) === 4 ? 'ipv4' : 'ipv6';
      if (bits === undefined) networks.addAddress(ip, family);
      else networks.addSubnet(ip, Number(bits), family);
    }
  return (written) => {
    const address = plainAddress(written);
    if (address === null) return false;
    if (address.includes(':')) return networks.check(address, 'ipv6');
    return networks.check(address, 'ipv4') || networks.check(`::ffff:${address}`, 'ipv6');
  };
}

/**
 * The network address that a request came from, in canonical form and without a port. Of the addresses that trusted proxies named,
 * it is the farthest from this server. `undefined` when the connection is closed.
 */
export function clientAddress({ ip, ips }: { ip?: string; ips?: string[] }): string | undefined {
  let farthest: string | undefined;
  for (const written of ips ?? [ip ?? '']) {
    const address = plainAddress(written);
    if (address === null) break;
    farthest = address;
  }
  return farthest;
}

/** A request. `forwardedAddress` is the person's address that the product's backend sent, if the guard accepted it. */
export interface Forwarded {
  ip?: string;
  ips?: string[];
  forwardedAddress?: string;
}

/** The address that a request counts as coming from. */
export const requestAddress = (request: Forwarded): string | undefined =>
  request.forwardedAddress ?? clientAddress(request);

/** Reads an address without a port, into its canonical form; null for anything else. */
export const readAddress = (written: string): string | null =>
  isIP(written) === 0 ? null : plainAddress(written);

/**
 * Reads an address as a socket or a proxy writes it, also with a port: `203.0.113.7:40001`, `[2001:db8::1]:443`. Null for anything
 * else.
 */
function plainAddress(written: string): string | null {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(written.trim()) ?? [];
  const [ip = ''] = (bracketed ?? dotted ?? written.trim()).split('%');
  if (isIP(ip) === 0) return null;
  if (isIP(ip) === 4) return ip;
  const { address } = new SocketAddress({ address: ip, family: 'ipv6' });
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1] ?? address;
}
