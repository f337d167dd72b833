import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../build-index.js';

/** The lists and the daily figures of operators seek by these. Each is built while others work, so it is no transaction, and can be made again. */
const INDEXES: [name: string, on: string][] = [
  ['businesses_name_idx', `businesses (lower(name) COLLATE "C", id)`],
  ['businesses_suspended_idx', 'businesses (id) WHERE suspended_at IS NOT NULL'],
  ['businesses_on_clock_idx', 'businesses (test_clock_id, id) WHERE test_clock_id IS NOT NULL'],
  ['users_email_prefix_idx', `users (email COLLATE "C")`],
  ['subscriptions_on_plan', 'subscriptions (plan_code, status, business_id) WHERE ended_at IS NULL'],
  [
    'subscriptions_on_plan_due',
    'subscriptions (plan_code, status, due_at, business_id, id) WHERE due_at IS NOT NULL AND test_clock_id IS NULL',
  ],
  [
    'subscriptions_canceling',
    'subscriptions (due_at, business_id, id) WHERE cancel_at_cycle_end AND due_at IS NOT NULL AND test_clock_id IS NULL',
  ],
  ['subscriptions_ended_on_plan', 'subscriptions (plan_code, business_id) WHERE ended_at IS NOT NULL'],
  ['usage_days_day_idx', 'usage_days (day, business_id)'],
  [
    'webhook_attempts_endpoint_delivered_idx',
    'webhook_attempts (endpoint_id, at) WHERE (status BETWEEN 200 AND 299) IS TRUE',
  ],
  [
    'webhook_attempts_endpoint_failed_idx',
    'webhook_attempts (endpoint_id, at) WHERE (status BETWEEN 200 AND 299) IS NOT TRUE',
  ],
  ['audit_log_id_idx', 'audit_log (id)'],
  ['invoices_id_idx', 'invoices (id)'],
  ['invoices_problem_id_idx', 'invoices (id) WHERE problem IS NOT NULL'],
  ['invoices_status_idx', 'invoices (status, id)'],
];

/** What these replace: no server needs them, also not one of the release before. */
const REPLACED: [name: string, on: string][] = [
  ['businesses_test_clock_idx', 'businesses (test_clock_id) WHERE test_clock_id IS NOT NULL'],
  ['webhook_attempts_delivered_idx', 'webhook_attempts (at) WHERE (status BETWEEN 200 AND 299) IS TRUE'],
  ['webhook_attempts_failed_idx', 'webhook_attempts (at) WHERE (status BETWEEN 200 AND 299) IS NOT TRUE'],
];

export class Lists1790000028000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of INDEXES) await buildIndex(runner, name, on);
    for (const [name] of REPLACED) await runner.query(`DROP INDEX IF EXISTS ${name}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name, on] of REPLACED) await runner.query(`CREATE INDEX ${name} ON ${on}`);
    await runner.query(`DROP INDEX ${INDEXES.map(([name]) => name).join(', ')}`);
  }
}
