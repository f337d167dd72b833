import { renewalStatus } from '../../src/cli/renewals-work.js';
import { settings, startTenure, type Tenure } from '../support/tenure.js';

describe('tenure renewals status', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure()));
  afterAll(() => tenure.close());

  it('says when something stays due, without a loop and beside one, with exit status 3', async () => {
    // Commands print which database they use.
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { businessId } = await tenure.signUp();
    const status = () => renewalStatus(settings(tenure.databaseUrl));
    const first = await status();
    expect([first.exitCode, first.lines.join()]).toEqual([0, expect.not.stringContaining('run since')]);
    await tenure.dataSource.query(
      `UPDATE subscriptions SET due_at = now() - interval '1 hour' WHERE business_id = $1`,
      [businessId],
    );
    const late = await status();
    expect([late.exitCode, late.lines.join()]).toEqual([
      3,
      expect.stringContaining('No server has finished a run since'),
    ]);
    await tenure.dataSource.query(
      'INSERT INTO renewal_runs VALUES (true, now()) ON CONFLICT (single) DO UPDATE SET last_run_at = now()',
    );
    const heldUp = await status();
    expect([heldUp.exitCode, heldUp.lines.join()]).toEqual([
      3,
      expect.stringContaining('The loop runs, and leaves these to its next run'),
    ]);
    printed.mockRestore();
  });
});
