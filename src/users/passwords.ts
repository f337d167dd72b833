import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import longOnes from 'fxa-common-password-list';
import { DomainError } from '../common/domain-error.js';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. Runs off the event loop. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 128;

/** How many are hashed at once: half the processors, so that a storm of log-ins leaves the other half to the bots. */
const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));
/** How many may wait: some seconds' worth. Whoever comes then is asked to come again. */
const MOST_WAITING = 1_000;

const waiting: (() => void)[] = [];
let running = 0;

/** One password is one, however a keyboard composes its letters: it is hashed in NFC. @throws DomainError `overloaded` */
export const hashPassword = (password: string): Promise<string> =>
  oneAtATime(() => hash(password.normalize('NFC'), OPTIONS));

/**
 * Compares in NFC. What was typed in another form is compared as it came, too: earlier versions hashed it so.
 * Takes the same time whether or not there is a hash to compare with, so that it says nothing of who exists.
 *
 * @throws DomainError `overloaded`
 */
export async function passwordMatches(storedHash: string | null, password: string): Promise<boolean> {
  const comparedWith = storedHash ?? (await nobodysHash());
  let matches = false;
  for (const form of new Set([password.normalize('NFC'), password]))
    matches = (await oneAtATime(() => verify(comparedWith, form, OPTIONS))) || matches;
  return matches && storedHash !== null;
}

/** Nothing but blanks and characters that nobody sees. */
export const isBlank = (password: string): boolean =>
  /^[\p{White_Space}\p{Default_Ignorable_Code_Point}]+$/u.test(password);

export const isOwnEmail = (password: string, email: string): boolean =>
  password.normalize('NFC').trim().toLowerCase() === email.toLowerCase();

/**
 * Known from breaches, in any case of its letters. Mozilla's list of 2019 holds all of the 3,000 most common that have ten
 * characters or more; that of zxcvbn-ts is shorter, and newer.
 */
export const isCommonPassword = (password: string): boolean =>
  [password, password.toLowerCase()].some((each) => common().has(each) || longOnes.test(each));

/** Why nobody may have this password; null when they may. `NewPassword` tells the same of what is sent. */
export function passwordFault(password: string, email: string): string | null {
  const { length } = [...password.normalize('NFC')];
  if (length < SHORTEST_PASSWORD) return `must be at least ${SHORTEST_PASSWORD} characters`;
  if (length > LONGEST_PASSWORD) return `must be at most ${LONGEST_PASSWORD} characters`;
  if (isBlank(password)) return 'must not be blank';
  if (isCommonPassword(password)) return 'is one of the most common passwords; choose another';
  return isOwnEmail(password, email) ? 'must not be the e-mail address' : null;
}

let nobody: Promise<string> | undefined;
const nobodysHash = (): Promise<string> => (nobody ??= hashPassword('the password of nobody at all'));

let commonOnes: Set<string> | undefined;
const common = (): Set<string> => (commonOnes ??= new Set(dictionary['passwords-common']));

async function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING)
      throw new DomainError('overloaded', 'Too many log-ins at once. Ask again in a moment.');
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
