import { randomBase62 } from '../../common/base62.js';
import { hashToken } from '../../common/hashed-token.js';

const CODES = 10;
/** Base62 letters of a code: 83 bits, which nobody guesses, so a fast hash protects it. */
const LENGTH = 14;

/** Ten codes for the day when the phone is lost. Each is good once; the database keeps their hashes. */
export const newRecoveryCodes = (): string[] => Array.from({ length: CODES }, () => randomBase62(LENGTH));

export const hashRecoveryCode = (code: string): Buffer => hashToken(`recovery:${code}`);
