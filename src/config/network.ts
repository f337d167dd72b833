import { isIP } from 'node:net';

/** True if the text is an address, or a network in CIDR notation. PostgreSQL allows no leading zero in its prefix. */
export function isNetwork(text: string): boolean {
  const [ip = '', bits, ...rest] = text.split('/');
  const family = ip.includes('%') ? 0 : isIP(ip);
  const fits =
    bits === undefined || (/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
  return family !== 0 && rest.length === 0 && fits;
}
