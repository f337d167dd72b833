import { Secret, TOTP } from 'otpauth';

/** Seconds for which one code is valid (RFC 6238). */
const PERIOD_SECONDS = 30;
/** The length of a secret. RFC 4226 requires 128 bits and recommends 160. */
const SECRET_BYTES = 20;
/** Codes of the step before and of the step after are accepted, too, because clocks of phones differ and typing takes time. */
const STEPS_BESIDE = 1;

/** Makes a secret in Base32, which authenticator apps accept. */
export const newSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The URI that an authenticator app reads from a QR code. */
export const uriOf = (secret: string, issuer: string, email: string): string =>
  totp(secret, issuer, email).toString();

/** The time step of `code` at `now`; null for a wrong code. Each step is used once, so each code works once. */
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
