import { isIP } from 'node:net';

/** What TRUST_PROXY says: everybody, nobody, this many proxies in front, or a comma list of addresses and networks. */
export type ProxyTrust = boolean | number | string;

/** Names for the networks that a proxy usually stands in. */
export const NAMED_NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

export function isProxyTrust(raw: string): boolean {
  return /^(true|false|\d{1,3})$/.test(raw) || raw.split(',').every((item) => isNetwork(item.trim()));
}

export function toProxyTrust(raw: string): ProxyTrust {
  if (raw === 'true' || raw === 'false') return raw === 'true';
  return /^\d+$/.test(raw) ? Number(raw) : raw;
}

/** An address, a network in CIDR notation, or a name of some. */
export function isNetwork(item: string): boolean {
  if (Object.hasOwn(NAMED_NETWORKS, item)) return true;
  const [ip = '', bits, ...rest] = item.split('/');
  const family = ip.includes('%') ? 0 : isIP(ip);
  const widest = family === 4 ? 32 : 128;
  return (
    family !== 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest))
  );
}
