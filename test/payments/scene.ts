import { violations } from '../../invariants/invariants.js';
import { DunningService } from '../../src/payments/invoices/dunning.service.js';
import { MoneyBackService } from '../../src/subscriptions/invoices/money-back.service.js';
import { InvoiceSettlementService } from '../../src/subscriptions/invoices/invoice-settlement.service.js';
import { type Customer, FakeClock, startTenure, type Tenure } from '../support/tenure.js';

export const DAY_MS = 86_400_000;

/** A service with `PAYMENTS=manual` whose time the test sets, a free default plan, and `pro` at 4,900 a month. */
export class BillingScene {
  private constructor(
    readonly tenure: Tenure,
    readonly clock: FakeClock,
    public operator: string,
  ) {}

  static async start(now: string, env: Record<string, string> = {}): Promise<BillingScene> {
    const clock = new FakeClock();
    const tenure = await startTenure({ PAYMENTS: 'manual', CATALOGUE: 'none', ...env }, clock);
    const scene = new BillingScene(tenure, clock, await tenure.operator());
    clock.set(now);
    const feature = { key: 'recordings', name: 'Recordings', unit: 'recording', kind: 'metered' };
    const made = await tenure.post('/v1/admin/features', { token: scene.operator, body: feature });
    expect(made).toMatchObject({ status: 201 });
    await scene.plan('free', 0);
    await scene.plan('pro', 4900);
    return scene;
  }

  close = (): Promise<void> => this.tenure.close();

  async plan(code: string, amount: number, terms: Record<string, unknown> = {}): Promise<void> {
    const body = {
      code,
      name: code,
      price: { amount, currency: 'USD' },
      interval: { unit: 'month', count: 1 },
      limits: { recordings: 10, seats: 3 },
      ...terms,
    };
    const made = await this.tenure.post('/v1/admin/plans', { token: this.operator, body });
    expect(made).toMatchObject({ status: 201 });
  }

  /** A customer whom an operator puts on a plan, invoiced unless something else is said. */
  async customer(planCode = 'pro', terms: Record<string, unknown> = {}): Promise<Customer> {
    const customer = await this.tenure.signUp();
    expect(await this.put(customer, { planCode, collect: true, ...terms })).toMatchObject({ status: 200 });
    return customer;
  }

  put = ({ businessId }: { businessId: string }, body: Record<string, unknown>) =>
    this.tenure.put(`/v1/admin/businesses/${businessId}/subscription`, { token: this.operator, body });

  /** Time passes: what is due is renewed, issued and found overdue. */
  async at(now: string): Promise<void> {
    this.clock.set(now);
    const run = await this.tenure.post('/v1/admin/renewals', { token: this.operator });
    expect(run).toMatchObject({ status: 200, body: { setAside: 0 } });
    await this.dunning();
  }

  dunning = () => this.tenure.app.get(DunningService).run(this.clock.now());

  get moneyBack(): MoneyBackService {
    return this.tenure.app.get(MoneyBackService);
  }

  get settlement(): InvoiceSettlementService {
    return this.tenure.app.get(InvoiceSettlementService);
  }

  async subscription({ businessId }: { businessId: string }) {
    const path = `/v1/admin/businesses/${businessId}/subscription`;
    return (await this.tenure.get(path, { token: this.operator })).body;
  }

  /** The invoices of a business as operators see them, the oldest first. */
  async invoices({ businessId }: { businessId: string }): Promise<any[]> {
    const path = `/v1/admin/invoices?limit=100&businessId=${businessId}`;
    return (await this.tenure.get(path, { token: this.operator })).body.data.reverse();
  }

  /** What an operator does to an invoice. */
  act = ({ businessId }: { businessId: string }, id: string, what: string, body: Record<string, unknown>) =>
    this.tenure.post(`/v1/admin/businesses/${businessId}/invoices/${id}/${what}`, {
      token: this.operator,
      body,
    });

  async sound(): Promise<void> {
    const found = await violations(this.tenure.databaseUrl, { auditDays: null });
    expect(found.filter(({ count }) => count > 0)).toEqual([]);
  }
}
