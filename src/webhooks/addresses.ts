import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Cidr = [Address, number];

/**
 * Networks that are never reached, whatever WEBHOOK_NETWORKS says: clouds serve the metadata and credentials of a machine there.
 * They are link-local addresses, and others of Azure, Amazon, Google, Alibaba and Oracle.
 */
const NEVER = [
  '169.254.0.0/16',
  'fe80::/10',
  '168.63.129.16/32',
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
  '100.100.100.200/32',
  '192.0.0.192/32',
].map((network) => ipaddr.parseCIDR(network));
/** All IPv6 addresses of the Internet. `::7f00:1` and other forms of internal addresses lie outside of it. */
const INTERNET_V6 = ipaddr.parseCIDR('2000::/3');

/** Networks in CIDR notation, as WEBHOOK_NETWORKS lists them. */
export const toNetworks = (networks: string[]): Cidr[] => networks.map((each) => ipaddr.parseCIDR(each));

/**
 * Whether a webhook may be sent to this address: it is on the Internet, or in a network that the operator of the service allows.
 * An IPv4 address inside an IPv6 one counts as the IPv4 address.
 */
export function isAllowedAddress(text: string, allowed: Cidr[]): boolean {
  const address = read(text);
  if (address === null) return false;
  if (isWithin(address, NEVER)) return false;
  if (isWithin(address, allowed)) return true;
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || isWithin(address, [INTERNET_V6]));
}

/**
 * Reads an address as the kernel does; null for anything else. ipaddr.js reads `::8.8.8.8` as the IPv4 address 8.8.8.8, but the
 * kernel does not. So an IPv6 address is first written in hexadecimal groups. An address with a zone is link-local, so it is null
 * too.
 */
function read(text: string): Address | null {
  const family = isIP(text);
  if (family === 0 || text.includes('%')) return null;
  return ipaddr.process(family === 4 ? text : new URL(`http://[${text}]/`).hostname.slice(1, -1));
}

const isWithin = (address: Address, networks: Cidr[]): boolean =>
  networks.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
