/** @jest-environment-options {"ownService": true} */
import { hashPassword, passwordMatches } from '../../src/users/passwords.js';
import { cheapPasswords } from '../support/passwords.js';

/** More than may be hashed and wait at once. */
const STORM = 1_200;

describe('A log-in for an unknown address', () => {
  beforeAll(cheapPasswords);

  it('works again after the first one was refused because too many waited', async () => {
    const storm = Array.from({ length: STORM }, () => hashPassword('correct horse battery'));
    const first = passwordMatches(null, 'correct horse battery');
    await expect(first).rejects.toMatchObject({ code: 'overloaded' });
    await Promise.allSettled(storm);
    expect(await passwordMatches(null, 'correct horse battery')).toBe(false);
  });
});
