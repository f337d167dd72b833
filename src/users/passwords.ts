import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import longOnes from 'fxa-common-password-list';
import { DomainError } from '../common/domain-error.js';
import { matchesDjangoHash, parseDjangoHash } from './django-passwords.js';

/** The parameters that OWASP recommends first for argon2id: 19 MiB, two passes, one lane. Tests use lower ones. */
export const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 128;

/** How many passwords are hashed at the same time, outside the event loop. Half of the processors stay free for bots. */
const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));
/** The most hashes that may wait, which is some seconds of work. Further requests are refused with `overloaded`. */
const MOST_WAITING = 1_000;

const waiting: (() => void)[] = [];
let running = 0;

/** Hashes a password in NFC, so that the keyboard does not matter. @throws DomainError `overloaded` */
export const hashPassword = (password: string): Promise<string> =>
  inQueue(() => hash(password.normalize('NFC'), ARGON2ID));

/**
 * Compares a password with a hash. The password is compared in NFC, and also as it was typed if that differs, because earlier
 * versions hashed it so. The time is the same with and without a hash, so it does not show which accounts exist. While there are
 * hashes that came from Django, each comparison does the work for both kinds of hash, with `djangoIterations` for Django's.
 *
 * @throws DomainError `overloaded`
 */
export async function passwordMatches(
  storedHash: string | null,
  password: string,
  djangoIterations = 0,
): Promise<boolean> {
  const django = storedHash === null ? null : parseDjangoHash(storedHash);
  const comparedWith = django === null && storedHash !== null ? storedHash : await dummyHash();
  let matches = false;
  let matchesDjango = false;
  for (const form of new Set([password.normalize('NFC'), password])) {
    matches = (await inQueue(() => verify(comparedWith, form, ARGON2ID))) || matches;
    if (django !== null || djangoIterations > 0)
      matchesDjango =
        (await inQueue(() => matchesDjangoHash(django, form, djangoIterations))) || matchesDjango;
  }
  return django !== null ? matchesDjango : matches && storedHash !== null;
}

/** True if the password has only blanks and invisible characters. */
export const isBlank = (password: string): boolean =>
  /^[\p{White_Space}\p{Default_Ignorable_Code_Point}]+$/u.test(password);

export const isOwnEmail = (password: string, email: string): boolean =>
  password.normalize('NFC').trim().toLowerCase() === email.toLowerCase();

/**
 * True if the password is known from breaches, in upper or lower case. Mozilla's list of 2019 has the 3,000 most common passwords
 * of ten characters or more. The list of zxcvbn-ts is shorter and newer.
 */
export const isCommonPassword = (password: string): boolean =>
  [password, password.toLowerCase()].some((each) => common().has(each) || longOnes.test(each));

/** Says why a password is not allowed; null if it is allowed. `NewPassword` applies the same rules to input. */
export function passwordFault(password: string, email: string): string | null {
  const { length } = [...password.normalize('NFC')];
  if (length < SHORTEST_PASSWORD) return `must be at least ${SHORTEST_PASSWORD} characters`;
  if (length > LONGEST_PASSWORD) return `must be at most ${LONGEST_PASSWORD} characters`;
  if (isBlank(password)) return 'must not be blank';
  if (isCommonPassword(password)) return 'is one of the most common passwords; choose another';
  return isOwnEmail(password, email) ? 'must not be the e-mail address' : null;
}

let dummy: Promise<string> | undefined;
/**
 * The hash for accounts that do not exist. It is made once. If that fails, for example with `overloaded`, the next call tries
 * again.
 */
const dummyHash = (): Promise<string> =>
  (dummy ??= hashPassword('the password of nobody at all').catch((error: unknown) => {
    dummy = undefined;
    throw error;
  }));

let commonOnes: Set<string> | undefined;
const common = (): Set<string> => (commonOnes ??= new Set(dictionary['passwords-common']));

async function inQueue<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING)
      throw new DomainError('overloaded', 'Too many log-ins at once. Try again in a moment.');
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
