import { ARGON2ID } from '../../src/users/passwords.js';

const IN_PRODUCTION = { ...ARGON2ID };

/** The tests hash thousands of passwords, and few of them are about the cost of one. */
export function cheapPasswords(): void {
  Object.assign(ARGON2ID, { memoryCost: 64, timeCost: 1 });
}

/** For what is about the cost: how long an answer takes, and what a storm of log-ins leaves to others. */
export function passwordsAsInProduction(): void {
  Object.assign(ARGON2ID, IN_PRODUCTION);
}
