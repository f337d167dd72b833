import { hash } from 'node:crypto';

/** How many tokens are remembered: those that came last. */
const REMEMBERED = 10_000;

/**
 * Tokens whose signature was verified a moment ago. A signature cannot be revoked, so it need not be verified again while
 * the token lasts; the session and the membership behind it are still looked up at every request. Kept by their
 * hash, so that no token stands in memory for longer than its request.
 */
export class RememberedTokens<Claims extends { exp: number }> {
  private readonly claims = new Map<string, Claims>();

  constructor(private readonly most = REMEMBERED) {}

  /** The verified claims of exactly this token; null when it has expired at `now`, or is not remembered. */
  find(token: string, now: Date): Claims | null {
    const key = keyOf(token);
    const claims = this.claims.get(key);
    if (claims === undefined) return null;
    if (claims.exp * 1_000 > now.getTime()) return claims;
    this.claims.delete(key);
    return null;
  }

  /** To be called with claims that were verified just now. */
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
