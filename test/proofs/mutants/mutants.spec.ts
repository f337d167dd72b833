import { readdirSync, readFileSync } from 'node:fs';
import { mutated } from './mutant.js';
import { SUBSCRIPTION_MUTANTS } from './subscriptions.js';
import { TIMED_TESTS, USAGE_MUTANTS } from './usage.js';

describe('Seeded bugs', () => {
  it.each([...SUBSCRIPTION_MUTANTS, ...USAGE_MUTANTS])('still fit the source: $name', async ({ edits }) => {
    for (const edit of edits) expect(await mutated(process.cwd(), edit)).toContain(edit.to);
  });

  it('run without the tests that compare times, and each of these exists', () => {
    const titles = readdirSync('test/usage').flatMap((file) =>
      [...readFileSync(`test/usage/${file}`, 'utf8').matchAll(/^ +(?:it\(|)'(.*)',/gm)].map(
        ([, title]) => title,
      ),
    );
    for (const name of TIMED_TESTS)
      expect([name, titles.filter((title) => title?.includes(name)).length]).toEqual([name, 1]);
  });
});
