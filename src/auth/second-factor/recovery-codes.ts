import { randomBase62 } from '../../common/base62.js';
import { hashToken } from '../../common/hashed-token.js';

const CODES = 10;
/** How many base62 characters a code has. They hold 83 bits, which nobody can guess, so a fast hash is enough. */
export const RECOVERY_CODE_LENGTH = 14;

/** Makes ten codes for a person who loses the phone. Each works once, and the database has only their hashes. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () => randomBase62(RECOVERY_CODE_LENGTH));

export const hashRecoveryCode = (code: string): Buffer => hashToken(`recovery:${code}`);
