import { createHmac } from 'node:crypto';

/** The secret with which every test server signs. */
export const SECRET = 'a secret for tests that is long enough';

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
export const decode = (part = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString());

interface Forgery {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  secret?: string;
  digest?: string;
}

/** Makes a forged token from a real one, with some of its header and claims replaced. Undefined removes a claim. */
export function forge(
  token: string,
  { header = {}, claims = {}, secret = SECRET, digest = 'sha256' }: Forgery,
): string {
  const [head, payload] = token.split('.').map((part, index) => (index < 2 ? decode(part) : {}));
  const body = `${encode({ ...head, ...header })}.${encode({ ...payload, ...claims })}`;
  return `${body}.${createHmac(digest, secret).update(body).digest('base64url')}`;
}

/** Makes a token without a signature, whose header says that it needs none. */
export const unsigned = (token: string): string =>
  `${encode({ ...decode(token.split('.')[0]), alg: 'none' })}.${token.split('.')[1]}.`;
