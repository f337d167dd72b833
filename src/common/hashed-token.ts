import { hash } from 'node:crypto';

/** How many base62 characters hold 256 bits. */
export const TOKEN_LENGTH = 43;

/** The hash of a token that was mailed or handed out. The database has only the hash. */
export const hashToken = (token: string): Buffer => hash('sha256', token, 'buffer');
