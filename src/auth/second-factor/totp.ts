import { Secret, TOTP } from 'otpauth';

/** Seconds that one code is good for (RFC 6238). */
const PERIOD_SECONDS = 30;
/** RFC 4226 asks for 128 bits and recommends 160. */
const SECRET_BYTES = 20;
/** Codes of the step before and after are taken, too: clocks of phones differ, and people type. */
const STEPS_BESIDE = 1;

/** A new secret in Base32, as authenticator apps take it. */
export const newSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The address that an authenticator app reads from a QR code. */
export const uriOf = (secret: string, issuer: string, email: string): string =>
  totp(secret, issuer, email).toString();

/** The time step that `code` belongs to at `now`, or null for a wrong code. A step is used once, so a code is, too. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = totp(secret).validate({ token: code, timestamp, window: STEPS_BESIDE });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
}

const totp = (secret: string, issuer = '', label = ''): TOTP =>
  new TOTP({
    secret: Secret.fromBase32(secret),
    issuer,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
  });
