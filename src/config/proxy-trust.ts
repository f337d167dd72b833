import { isNetwork } from './network.js';

/** Whom TRUST_PROXY trusts: everybody, nobody, a number of proxies in front, or a comma list of addresses and networks. */
export type ProxyTrust = boolean | number | string;

/** Names for the networks in which a proxy usually is. */
export const NAMED_NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

export const isProxyTrust = (raw: string): boolean =>
  /^(true|false|\d{1,3})$/.test(raw) || raw.split(',').every((item) => isTrusted(item.trim()));
const isTrusted = (item: string): boolean => Object.hasOwn(NAMED_NETWORKS, item) || isNetwork(item);

export function toProxyTrust(raw: string): ProxyTrust {
  if (raw === 'true' || raw === 'false') return raw === 'true';
  return /^\d+$/.test(raw) ? Number(raw) : raw;
}
