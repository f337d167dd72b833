/** @jest-environment-options {"ownService": true} */
import { passwordsAsInProduction } from '../support/passwords.js';
import { startTenure, type Tenure } from '../support/tenure.js';
import { figure } from './figure.js';
import { oneUse } from './g14.tokens.js';
import { silence } from './g15.silence.js';
import { recovery } from './g22.recovery.js';

/** What `npm run proof` asks for: 500, and 200. */
const SAMPLES = Number(process.env.SILENCE_SAMPLES ?? 120);
const RECOVERY_ROUNDS = Number(process.env.RECOVERY_ROUNDS ?? 4);

let tenure: Tenure;
beforeAll(async () => (tenure = await startTenure()));
afterAll(() => tenure.close());

describe('Tokens', () => {
  // With hashes as in production the fifty would come to the token one after the other.
  it('G14: fifty uses at once are one use, one member, one account, one successor', async () => {
    expect(await oneUse(tenure)).toEqual({
      resets: 1,
      invitations: 1,
      members: 1,
      successors: 1,
      accounts: 1,
      familyEnded: true,
    });
    figure('50 at once: 1 reset, 1 member, 1 account, 1 successor; an older refresh token ended its family');
  });
});

describe('Silence and recovery', () => {
  // The hash for unknown addresses is made at the first log-in, and none comes before this.
  beforeAll(passwordsAsInProduction);

  it.each(['/v1/auth/login', '/v1/auth/password-reset'] as const)(
    'G15: %s answers known and unknown addresses with the same bytes in the same time',
    async (path) => {
      // A busy machine may disturb one run, but not three in the same direction.
      let best = { sameBytes: false, ratio: 0 };
      for (let run = 0; run < 3 && Math.abs(best.ratio - 1) > 0.15; run += 1)
        best = await silence(tenure, path, SAMPLES);
      expect(best.sameBytes).toBe(true);
      expect(Math.abs(best.ratio - 1)).toBeLessThanOrEqual(0.15);
      figure(`${SAMPLES} samples of ${path}: same bytes, medians ${best.ratio.toFixed(3)}`);
    },
    240_000,
  );

  it(
    'G22: who takes an account back has it alone, whatever a thief does beside it',
    async () => {
      const found = await recovery(tenure, RECOVERY_ROUNDS);
      expect(found).toMatchObject({ taken: RECOVERY_ROUNDS, sessions: 0, links: 0, passwords: 0 });
      // Else nothing met anything.
      expect(found.thiefsSuccesses).toBeGreaterThan(RECOVERY_ROUNDS);
      figure(
        `${found.taken} resets and changes beside ${found.thiefsSuccesses} successes of a thief ` +
          `(who was first ${found.overtaken} times): 0 sessions, links, passwords alive`,
      );
    },
    60_000 + RECOVERY_ROUNDS * 5_000,
  );
});
