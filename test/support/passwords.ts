import { ARGON2ID } from '../../src/users/passwords.js';

const IN_PRODUCTION = { ...ARGON2ID };

/** Makes hashing cheap, because the tests hash thousands of passwords and few tests are about the cost. */
export function cheapPasswords(): void {
  Object.assign(ARGON2ID, { memoryCost: 64, timeCost: 1 });
}

/** Makes hashing as expensive as in production, for tests about the cost. */
export function passwordsAsInProduction(): void {
  Object.assign(ARGON2ID, IN_PRODUCTION);
}
