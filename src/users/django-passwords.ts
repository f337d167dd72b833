import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** A password hash of Django: PBKDF2 with HMAC-SHA-256 and 32 bytes. The salt is used as text. */
export interface DjangoHash {
  iterations: number;
  salt: string;
  digest: Buffer;
}

/** The most iterations that are accepted: five times those of Django 5.2. More would keep a processor busy for seconds. */
const MOST_ITERATIONS = 5_000_000;
const FORM = /^pbkdf2_sha256\$([1-9]\d{0,7})\$([^$]{1,128})\$([A-Za-z0-9+/]{43}=)$/;
const BYTES = 32;

/** Derives a key, outside the event loop. */
const derive = promisify(pbkdf2);

/** Reads a stored hash; null if it is of another kind, or takes too long to verify. */
export function parseDjangoHash(stored: string): DjangoHash | null {
  const [, iterations, salt, digest] = FORM.exec(stored) ?? [];
  if (iterations === undefined || salt === undefined || digest === undefined) return null;
  if (Number(iterations) > MOST_ITERATIONS) return null;
  return { iterations: Number(iterations), salt, digest: Buffer.from(digest, 'base64') };
}

/**
 * Compares a password with a hash. It does at least `work` iterations, also without a hash, so that the time does not show whether
 * there is one.
 */
export async function matchesDjangoHash(
  hash: DjangoHash | null,
  password: string,
  work: number,
): Promise<boolean> {
  let matches = false;
  if (hash !== null) {
    const { salt, iterations, digest } = hash;
    matches = timingSafeEqual(await derive(password, salt, iterations, BYTES, 'sha256'), digest);
  }
  const rest = work - (hash?.iterations ?? 0);
  if (rest > 0) await derive(password, 'nobody', rest, BYTES, 'sha256');
  return matches;
}
