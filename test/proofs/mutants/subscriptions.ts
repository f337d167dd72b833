import type { Mutant } from './mutant.js';

/** What follows a cycle, each rule by itself. */
const RULES = 'test/subscriptions/renewals/rules';
const RENEWALS = 'src/subscriptions/renewals/renewals.sql.ts';
const RENEW = 'src/subscriptions/renewals/renewal-statement.sql.ts';
const NEXT_CYCLE = 'src/subscriptions/cycles/next-cycle.sql.ts';
const BY_VERSION =
  "WHERE s.business_id = ${business('next')} AND s.id = next.id AND s.version = next.version\n      AND next.fits";

/** Bugs of subscriptions and the renewal loop. */
export const SUBSCRIPTION_MUTANTS: readonly Mutant[] = [
  {
    name: 'boundary-belongs-to-the-old-cycle',
    suite: RULES,
    edits: [
      {
        file: RENEWALS,
        from: 'SELECT due_at, business_id FROM subscriptions WHERE due_at <= $now AND',
        to: 'SELECT due_at, business_id FROM subscriptions WHERE due_at < $now AND',
      },
      {
        file: RENEWALS,
        from: "'due_at <= $now AND due_at <= $until",
        to: "'due_at < $now AND due_at <= $until",
      },
    ],
  },
  {
    name: 'cancel-ignored-by-the-loop',
    suite: RULES,
    edits: [{ file: NEXT_CYCLE, from: "        WHEN ${s}.cancel_at_cycle_end THEN 'end'\n", to: '' }],
  },
  {
    name: 'drift',
    suite: RULES,
    edits: [
      {
        file: NEXT_CYCLE,
        from: 'CASE WHEN same.anchor_stays THEN ${s}.anchor ELSE',
        to: 'CASE WHEN false THEN ${s}.anchor ELSE',
      },
      { file: NEXT_CYCLE, from: 'CASE WHEN same.anchor_stays THEN ${s}.turn + 1 ELSE 0 END', to: '0' },
    ],
  },
  {
    name: 'edit-ends-what-was-over',
    suite: RULES,
    edits: [
      {
        file: 'src/subscriptions/cycles/running-cycles.sql.ts',
        from: '       AND s.cycle_ends_at > COALESCE(clock.now, target.running_at)\n',
        to: '',
      },
    ],
  },
  {
    name: 'newest-version-for-the-past',
    suite: RULES,
    edits: [{ file: NEXT_CYCLE, from: 'CASE WHEN newest.id IS NULL OR', to: 'CASE WHEN true OR' }],
  },
  {
    name: 'no-version-in-where',
    suite: 'test/subscriptions/renewals/stale-reads',
    edits: [{ file: RENEW, from: BY_VERSION, to: BY_VERSION.replace(' AND s.version = next.version', '') }],
  },
  {
    name: 'pending-plan-for-ever',
    suite: RULES,
    edits: [{ file: RENEW, from: '      pending_plan_code = NULL,\n', to: '' }],
  },
  {
    name: 'stale-due-read',
    suite: 'test/subscriptions/renewals/stale-reads',
    edits: [
      {
        file: RENEW,
        from: BY_VERSION,
        to: BY_VERSION.replace('s.version = next.version', 's.due_at <= $now'),
      },
    ],
  },
  {
    name: 'trial-again',
    suite: 'test/subscriptions/lifecycle',
    edits: [
      {
        file: 'src/subscriptions/subscription/trials.sql.ts',
        from: '`SELECT ${USED_BY_BUSINESS}\n       OR EXISTS',
        to: '`SELECT false AND EXISTS',
      },
    ],
  },
  {
    name: 'usage-lost-at-renewal',
    suite: RULES,
    edits: [
      {
        file: RENEW,
        from: '  opened AS (\n',
        to: `  lost AS (
    DELETE FROM usage_counters u USING advanced t
    WHERE u.business_id = t.business_id AND u.subscription_id = t.id AND u.cycle_index = t.cycle_index - 1
  ),
  opened AS (
`,
      },
    ],
  },
];
