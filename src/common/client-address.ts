import { BlockList, isIP, SocketAddress } from 'node:net';
import { NAMED_NETWORKS, type ProxyTrust } from '../config/proxy-trust.js';

/**
 * Says which hops of a request may tell where it came from, in the form of Fastify's `trustProxy`. Hop 0 is the connection itself;
 * each later hop is the next entry of `X-Forwarded-For`, from its end. Fastify ignores a number, so this is always a function.
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
 * The network address that a request came from, in canonical form and without a port. Among the entries of trusted proxies, the
 * farthest one that is an address counts. `undefined` when the connection is gone.
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

/** A request, and the address that the guard let the product's own backend say instead of its own. */
export interface Forwarded {
  ip?: string;
  ips?: string[];
  forwardedAddress?: string;
}

/** The address that a request counts as coming from. */
export const requestAddress = (request: Forwarded): string | undefined =>
  request.forwardedAddress ?? clientAddress(request);

/** An address that is written out, in its canonical form; null for anything else. */
export const readAddress = (written: string): string | null =>
  isIP(written) === 0 ? null : plainAddress(written);

/** An address as a socket or a proxy writes it, `203.0.113.7:40001` and `[2001:db8::1]:443` too; null for anything else. */
function plainAddress(written: string): string | null {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(written.trim()) ?? [];
  const [ip = ''] = (bracketed ?? dotted ?? written.trim()).split('%');
  if (isIP(ip) === 0) return null;
  if (isIP(ip) === 4) return ip;
  const { address } = new SocketAddress({ address: ip, family: 'ipv6' });
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1] ?? address;
}
