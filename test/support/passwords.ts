import { ARGON2ID } from '../../src/users/passwords.js';

const IN_PRODUCTION = { ...ARGON2ID };

/** The tests hash thousands of passwords, and few of them are about the cost of one. */
export function cheapPasswords(): void {
  Object.assign(ARGON2ID, { memoryCost: 64, timeCost: 1 });
}

/** For tests about the cost: how long an answer takes, and how other requests fare in a storm of log-ins. */
export function passwordsAsInProduction(): void {
  Object.assign(ARGON2ID, IN_PRODUCTION);
}
