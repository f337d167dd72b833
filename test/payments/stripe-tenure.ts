import { setMaxListeners } from 'node:events';
import type { INestApplicationContext } from '@nestjs/common';
import { ProviderRunsService } from '../../src/payments/provider-runs.service.js';
import { CustomersService } from '../../src/payments/customers.service.js';
import { ProviderAccountService } from '../../src/payments/provider-account.service.js';
import { PaymentEventsService } from '../../src/payments/payment-events.service.js';
import { DunningService } from '../../src/payments/invoices/dunning.service.js';
import { RenewalLoopService } from '../../src/subscriptions/index.js';
import type { TestCard } from '../support/stripe/cards.js';
import { FakeStripe } from '../support/stripe/fake-stripe.js';
import { type Customer, FakeClock, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';

const DAY_MS = 86_400_000;
const never = new AbortController().signal;
// As many calls as are under way at once listen to it.
setMaxListeners(100, never);

/** Each run with the provider once: what was told of and what is due at the same time, then the rest. */
export async function runPayments(app: INestApplicationContext, signal = never): Promise<void> {
  if (!(await app.get(ProviderAccountService).mayCollect(signal))) return;
  const collection = app.get(ProviderRunsService);
  await Promise.all([app.get(PaymentEventsService).follow(signal), collection.collect(signal)]);
  await collection.runUpkeep(signal);
  await collection.listen(signal);
}

/** A Tenure that charges at a fake Stripe, on a clock that the test moves. Nothing is collected until the test says so. */
export class StripeTenure {
  /** The ids of the events that were sent. */
  private readonly sent = new Set<string>();

  private constructor(
    readonly stripe: FakeStripe,
    readonly tenure: Tenure,
    readonly clock: FakeClock,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<StripeTenure> {
    const stripe = await FakeStripe.start();
    const clock = new FakeClock();
    clock.set(new Date());
    stripe.world.clock = () => Math.floor(clock.now().getTime() / 1_000);
    const tenure = await startTenure({ ...stripe.settings, ...env }, clock);
    return new StripeTenure(stripe, tenure, clock);
  }

  async close(): Promise<void> {
    await this.tenure.close();
    await this.stripe.close();
  }

  /** A customer on a paid plan whose cycles are invoiced, with this card if any. */
  async customer(card: TestCard | null, planCode = 'pro'): Promise<Customer> {
    const customer = await this.tenure.signUp();
    const path = `/v1/admin/businesses/${customer.businessId}/subscription`;
    // The cycle that begins now is given: tests are about the next ones.
    await this.collects(customer, false);
    await this.tenure.put(path, { token: await this.tenure.operator(), body: { planCode } });
    await this.collects(customer, true);
    if (card !== null) await this.saveCard(customer, card);
    return customer;
  }

  private async collects({ businessId }: Customer, whether: boolean): Promise<void> {
    const text = 'UPDATE subscriptions SET collects = $2 WHERE business_id = $1';
    await this.tenure.dataSource.query(text, [businessId, whether]);
  }

  /** Collects nothing more from the customers so far, so that they cost the tests that follow no time. */
  async retire(): Promise<void> {
    const { dataSource } = this.tenure;
    await dataSource.query('UPDATE subscriptions SET collects = false');
    await dataSource.query(`UPDATE invoices SET next_attempt_at = NULL WHERE status = 'open'`);
  }

  /** The owner saves a card on Stripe's page. */
  async saveCard(customer: Customer, card: TestCard): Promise<void> {
    const token = await this.token(customer);
    const { body } = await this.tenure.post('/v1/billing/checkout', { token, body: {} });
    this.stripe.person.checkOut(body.url as string, card);
    await this.tenure.get(`/v1/billing/checkouts/${body.id}`, { token });
  }

  /** A token of the owner that is good now: log-ins end as time passes. */
  async token({ email }: Customer): Promise<string> {
    const { body } = await this.tenure.post('/v1/auth/login', { body: { email, password: PASSWORD } });
    return body.tokens.accessToken as string;
  }

  /** Time passes, and cycles that are over turn. */
  async pass(days: number): Promise<void> {
    this.clock.set(new Date(this.clock.now().getTime() + days * DAY_MS));
    await this.tenure.app.get(RenewalLoopService).tick();
  }

  /** The grace of an invoice that was declined a moment ago passes, with the last attempt before its end. */
  async passGrace(): Promise<void> {
    await this.pass(13.995);
    await this.collect();
    await this.pass(1);
  }

  /** Each run with the provider once, as it happens every five seconds. */
  collect(): Promise<void> {
    return runPayments(this.tenure.app);
  }

  /** One run of the dunning, as it happens every five seconds. */
  dunning = () => this.tenure.app.get(DunningService).run(this.clock.now());

  /** The invoices of a customer, the oldest first. */
  invoices({ businessId }: Customer): Promise<any[]> {
    return this.tenure.dataSource.query(
      'SELECT * FROM invoices WHERE business_id = $1 ORDER BY created_at, id',
      [businessId],
    );
  }

  /** The last digits of the card that is charged. */
  async card({ businessId }: Customer): Promise<string> {
    const [row] = await this.tenure.dataSource.query(
      'SELECT last4 FROM payment_accounts WHERE business_id = $1',
      [businessId],
    );
    return row.last4 as string;
  }

  /** Gives a customer days to pay. */
  async netDays({ businessId }: Customer, days: number): Promise<void> {
    await this.tenure.dataSource.query(
      'INSERT INTO billing_profiles (business_id, net_days, updated_at) VALUES ($1, $2, now())',
      [businessId, days],
    );
  }

  async customerAtStripe({ businessId }: Customer): Promise<string> {
    return (await this.tenure.app.get(CustomersService).find(businessId))?.customer as string;
  }

  /** Until when access goes on, in milliseconds. */
  async accessUntil({ businessId }: Customer): Promise<number> {
    const [row] = await this.tenure.dataSource.query(
      'SELECT access_until FROM subscriptions WHERE business_id = $1 ORDER BY id DESC LIMIT 1',
      [businessId],
    );
    return (row.access_until as Date).getTime();
  }

  async status({ businessId }: Customer): Promise<string> {
    const [row] = await this.tenure.dataSource.query(
      'SELECT status FROM subscriptions WHERE business_id = $1 ORDER BY id DESC LIMIT 1',
      [businessId],
    );
    return row.status as string;
  }

  /** Sends events, signed, as Stripe does: all that were not sent yet, unless the caller names them. */
  async deliver(events = this.stripe.world.events.filter(({ id }) => !this.sent.has(id))): Promise<number[]> {
    const statuses: number[] = [];
    for (const event of events) {
      this.sent.add(event.id);
      const { body, signature } = this.stripe.signed(event);
      const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
      const answer = await this.tenure.post('/v1/payments/stripe/events', { body, headers });
      statuses.push(answer.status);
    }
    return statuses;
  }
}
