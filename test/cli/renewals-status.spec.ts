import { renewalStatus } from '../../src/cli/renewals-work.js';
import { settings, startTenure, type Tenure } from '../support/tenure.js';

describe('tenure renewals status', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure()));
  afterAll(() => tenure.close());

  it('says when something is due and nobody runs the loop, with exit status 3', async () => {
    const { businessId } = await tenure.signUp();
    const status = () => renewalStatus(settings(tenure.databaseUrl));
    const first = await status();
    expect([first.exitCode, first.lines.join()]).toEqual([0, expect.not.stringContaining('No server')]);
    await tenure.dataSource.query(
      `UPDATE subscriptions SET due_at = now() - interval '1 hour' WHERE business_id = $1`,
      [businessId],
    );
    const late = await status();
    expect([late.exitCode, late.lines.join()]).toEqual([
      3,
      expect.stringContaining('No server runs the loop'),
    ]);
  });
});
