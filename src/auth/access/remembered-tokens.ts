import { hash } from 'node:crypto';

/** How many tokens are remembered. The oldest are dropped first. */
const REMEMBERED = 10_000;

/**
 * Remembers tokens whose signature was verified. A signature cannot be revoked, so it is not verified again until the token
 * expires. Its session and membership are still looked up at every request. Only the hash of a token is stored, so that no token
 * stays in memory after its request.
 */
export class RememberedTokens<Claims extends { exp: number }> {
  private readonly claims = new Map<string, Claims>();

  constructor(private readonly most = REMEMBERED) {}

  /** The verified claims of exactly this token; null if it is expired at `now`, or not remembered. */
  find(token: string, now: Date): Claims | null {
    const key = keyOf(token);
    const claims = this.claims.get(key);
    if (claims === undefined) return null;
    if (claims.exp * 1_000 > now.getTime()) return claims;
    this.claims.delete(key);
    return null;
  }

  /** Remembers a token. Its claims must have been verified. */
  add(token: string, claims: Claims): void {
    const [oldest] = this.claims.size >= this.most ? this.claims.keys() : [];
    if (oldest !== undefined) this.claims.delete(oldest);
    this.claims.set(keyOf(token), claims);
  }

  get size(): number {
    return this.claims.size;
  }
}

const keyOf = (token: string): string => hash('sha256', token, 'base64url');
