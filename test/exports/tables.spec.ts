import { SECTIONS } from '../../src/exports/sections.js';
import { startTenure, type Tenure } from '../support/tenure.js';

/** Tables of a business that no section of an export shows, and why. */
const LEFT_OUT: Record<string, string> = {
  billing_notices: 'which mails were sent already: the work of the service, no answer of the API',
  business_export_parts: 'the export itself',
  business_exports: 'the export itself',
  credit_notes: 'an invoice, which is exported, tells what was refunded of it',
  customer_updates: 'the billing profile, which is exported, on its way to the payment provider',
  erasures: 'a business that is being erased is not exported',
  event_listeners: 'made from the webhooks, which are exported',
  event_outbox: 'events that are not numbered yet; they are in the next export',
  event_sequences: 'counts the events, which are exported',
  external_ids: 'the operator’s own name of the business',
  former_members: 'ids of people who left; the audit, which is exported, tells that they did',
  idempotency_records: 'kept for a day, to answer a repeated request alike',
  invitation_tokens: 'hashes of secrets',
  payment_customers: 'the name that the payment provider gives the business',
  portal_sessions: 'hashes of links that are good for minutes',
  plan_trials: 'which trials are used up; the cycles, which are exported, tell of them',
  sessions: 'hashes of secrets, of a person and not of the business',
  trial_notices: 'which mails were sent already: the work of the service, no answer of the API',
  usage_months: 'sums of the usage per day, which is exported',
  webhook_attempts: 'the work behind the deliveries, which are exported',
};

describe('Each table of a business', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure()));
  afterAll(() => tenure.close());

  it('is exported, or a reason says why it is not', async () => {
    const tables: { name: string }[] = await tenure.dataSource.query(
      `SELECT t.relname::text AS name FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
       WHERE a.attname = 'business_id' AND NOT a.attisdropped AND t.relkind IN ('r', 'p') AND NOT t.relispartition
         AND t.relnamespace = 'public'::regnamespace`,
    );
    const shown = new Set(Object.values(SECTIONS).flatMap((section) => section.tables));
    const decided = [...shown, ...Object.keys(LEFT_OUT)].toSorted();
    expect(decided).toEqual([...tables.map(({ name }) => name), 'businesses'].toSorted());
    expect(Object.keys(LEFT_OUT).filter((table) => shown.has(table))).toEqual([]);
  });
});
