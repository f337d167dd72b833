import { mutated } from './mutant.js';
import { SUBSCRIPTION_MUTANTS } from './subscriptions.js';
import { USAGE_MUTANTS } from './usage.js';

describe('Seeded bugs', () => {
  it.each([...SUBSCRIPTION_MUTANTS, ...USAGE_MUTANTS])('still fit the source: $name', async ({ edits }) => {
    for (const edit of edits) expect(await mutated(process.cwd(), edit)).toContain(edit.to);
  });
});
