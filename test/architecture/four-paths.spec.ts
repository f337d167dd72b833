import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { observeStatements } from '../../src/database/sql.js';
import { RenewalLoopService } from '../../src/subscriptions/renewals/renewal-loop.service.js';
import { FakeClock, startTenure, type Tenure } from '../support/tenure.js';

/** What docs/architecture.md says of a path, in one line. */
function pathOf(title: string): string {
  const [, after = ''] = readFileSync('docs/architecture.md', 'utf8').split(`\n**${title}** `);
  return (after.split('\n**', 1)[0] ?? '').replaceAll(/\n\s*/g, ' ');
}

/** Each number that the text has before one of these words. */
const numbers = (text: string, word: RegExp) =>
  [...text.matchAll(new RegExp(`(\\d+) ${word.source}`, 'g'))].map(([, number]) => Number(number));

describe('A path of docs/architecture.md sends the statements that it says', () => {
  const clock = new FakeClock();
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure({}, clock)));
  afterAll(() => tenure.close());

  /**
   * How many statements the database gets for what is done, and how many of them in transactions. What the server does beside it,
   * such as numbering events each second, is another asynchronous context and is not counted.
   */
  async function statementsOf(
    done: () => Promise<unknown>,
  ): Promise<{ all: number; inTransactions: number }> {
    const counted = { all: 0, inTransactions: 0 };
    const path = new AsyncLocalStorage<true>();
    const open = new AsyncLocalStorage<true>();
    const transaction = tenure.dataSource.transaction.bind(tenure.dataSource) as (
      work: unknown,
    ) => Promise<never>;
    const spy = jest
      .spyOn(tenure.dataSource, 'transaction')
      .mockImplementation((work: unknown) => open.run(true, () => transaction(work)));
    observeStatements((_name, work) => {
      if (path.getStore() === true) {
        counted.all += 1;
        if (open.getStore() === true) counted.inTransactions += 1;
      }
      return work();
    });
    // A request is served in a context of its own, which the server makes.
    const server = tenure.app.getHttpServer();
    const join = () => {
      path.enterWith(true);
    };
    server.prependListener('request', join);
    try {
      await path.run(true, done);
    } finally {
      server.off('request', join);
      observeStatements(null);
      spy.mockRestore();
    }
    return counted;
  }

  it('for a spend', async () => {
    // The first spend of a server reads the features, which it keeps.
    await (await tenure.signUp()).spend();
    const customer = await tenure.signUp();
    const counted = await statementsOf(async () => expect((await customer.spend()).status).toBe(200));
    expect([counted.all]).toEqual(numbers(pathOf('A bot consumes'), /statement/));
  });

  it('for a change of plan', async () => {
    const token = await tenure.operator();
    for (const [code, amount] of Object.entries({ cheap: 100, dear: 900 })) {
      const price = { amount, currency: 'USD' };
      const interval = { unit: 'month', count: 1 };
      const body = { code, name: code, price, interval, limits: {}, selfService: true };
      expect((await tenure.post('/v1/admin/plans', { token, body })).status).toBe(201);
    }
    const customer = await tenure.signUp({ planCode: 'cheap' });
    const counted = await statementsOf(async () =>
      expect((await customer.changePlan('dear', 'now')).status).toBe(200),
    );
    const told = pathOf('An owner changes plan');
    expect([counted.all]).toEqual(numbers(told, /statements/));
    expect([counted.inTransactions]).toEqual(numbers(told, /of them in one transaction/));
  });

  it('for a sign-up', async () => {
    const counted = await statementsOf(() => tenure.signUp());
    const told = numbers(pathOf('Somebody signs up'), /statements in one transaction/);
    expect([[counted.all], [counted.inTransactions]]).toEqual([told, told]);
  });

  it('for a run of the loop', async () => {
    const run = () => statementsOf(() => tenure.app.get(RenewalLoopService).tick());
    await run();
    const nothingDue = await run();
    const { subscription } = await tenure.signUp();
    clock.set(subscription.cycle.endsAt as string);
    const renews = await run();
    const told = pathOf('The loop runs');
    expect([nothingDue.all]).toEqual(numbers(told, /statements/));
    expect([renews.all - renews.inTransactions, renews.inTransactions]).toEqual([5, 5]);
    expect(told).toContain(
      'A run that renews has 5, and for each chunk of up to 6,000 renewals a transaction of 5:',
    );
  });

  it('and none of other work of the server', async () => {
    const beside = new AsyncResource('beside');
    const counted = await statementsOf(async () => {
      const done = await beside.runInAsyncScope(() => tenure.app.get(RenewalLoopService).tick());
      expect(done).not.toBeNull();
    });
    expect(counted).toEqual({ all: 0, inTransactions: 0 });
  });
});
