import { randomBytes } from 'node:crypto';

export type Kind =
  | 'password'
  | 'API key'
  | 'operator key'
  | 'access token'
  | 'refresh token'
  | 'mailed token'
  | 'webhook secret'
  | 'private key'
  | 'setting';

/** A secret that is looked for, and the one place where it may be found, if there is one. */
export interface Canary {
  kind: Kind;
  secret: string;
  /** What first showed it. */
  shownBy: object | null;
}

interface Needle {
  text: string;
  encoding: string;
  canary: Canary;
}

export interface Hit {
  canary: Canary;
  encoding: string;
}

/** Needles are found by how they begin: one walk over a text, however many there are. */
const PROBE = 8;
/** A number below 65,536 for the three letters at a place: few places of a text begin as a needle does. */
const beginning = (text: string, at: number): number =>
  (text.charCodeAt(at) * 1_681 + text.charCodeAt(at + 1) * 41 + text.charCodeAt(at + 2)) & 0xff_ff;

/** Letters and digits that nobody else has; they read the same in JSON and in a URL. */
export const core = (length = 20): string =>
  randomBytes(length * 2)
    .toString('base64')
    .replaceAll(/[+/=]/g, '')
    .slice(0, length);

/** All secrets of a run, and the search for them in any form that a leak could take. */
export class Canaries {
  private readonly bySecret = new Map<string, Canary>();
  private readonly needles = new Map<string, Needle[]>();
  private readonly beginnings = new Uint8Array(0x1_00_00);

  get size(): number {
    return this.bySecret.size;
  }

  /** Known from now on. A secret that is known already keeps the place that first showed it. */
  add(kind: Kind, secret: string, shownBy: object | null = null): void {
    if (secret.length < PROBE)
      throw new Error(`A ${kind} of ${secret.length} letters would be found by chance.`);
    if (this.bySecret.has(secret)) return;
    const canary = { kind, secret, shownBy };
    this.bySecret.set(secret, canary);
    for (const [encoding, text] of written(secret)) {
      const probe = text.slice(0, PROBE);
      this.needles.set(probe, [...(this.needles.get(probe) ?? []), { text, encoding, canary }]);
      this.beginnings[beginning(text, 0)] = 1;
    }
  }

  /** What of them stands in a text, each once. */
  in(text: string): Hit[] {
    const hits = new Map<Canary, Hit>();
    for (let at = 0; at <= text.length - PROBE; at += 1) {
      if (this.beginnings[beginning(text, at)] === 0) continue;
      for (const { text: needle, encoding, canary } of this.needles.get(text.slice(at, at + PROBE)) ?? []) {
        if (!hits.has(canary) && text.startsWith(needle, at)) hits.set(canary, { canary, encoding });
      }
    }
    return [...hits.values()];
  }
}

/** A secret as it would stand raw, escaped, or encoded, alone or in the middle of something. */
export function written(secret: string): [encoding: string, text: string][] {
  const bytes = Buffer.from(secret);
  const percent = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = [0, 1, 2].map((before) => base64Amid(bytes, before));
  return [
    ['raw', secret],
    ['JSON', json],
    ['JSON in JSON', JSON.stringify(json).slice(1, -1)],
    [
      'JSON in ASCII',
      json.replaceAll(/[^ -~]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    ['percent', percent],
    ['form', percent.replaceAll('%20', '+')],
    ['percent, lower case', percent.replaceAll(/%../g, (each) => each.toLowerCase())],
    ['percent, all of it', bytes.toString('hex').toUpperCase().replaceAll(/../g, '%$&')],
    ...base64.map((text): [string, string] => ['base64', text]),
    ...base64.map((text): [string, string] => ['base64url', text.replaceAll('+', '-').replaceAll('/', '_')]),
    ['hex', bytes.toString('hex')],
    ['hex, upper case', bytes.toString('hex').toUpperCase()],
  ];
}

/** The letters of base64 that the secret alone decides, when so many bytes stand before it in their group of three. */
function base64Amid(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  const decided = Math.floor(((before + bytes.length) * 8) / 6);
  return text.slice(Math.ceil((before * 8) / 6), decided);
}
