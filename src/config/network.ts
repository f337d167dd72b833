import { isIP } from 'node:net';

/** True if the text is an address, or a network in CIDR notation. */
export function isNetwork(text: string): boolean {
  const [ip = '', bits, ...rest] = text.split('/');
  const family = ip.includes('%') ? 0 : isIP(ip);
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
  return family !== 0 && rest.length === 0 && fits;
}
