import type { Mutant } from './mutant.js';

const SPENDING = 'src/usage/spending/';

/** Tests of these suites that compare times, so that a busy machine makes them fail. A part of the name tells each. */
export const TIMED_TESTS: readonly string[] = [
  'does not slow down the entitlements of others',
  'gives way to the flush: whoever waited behind a refusal is answered in order',
  'holds up its own customer, and neither strangers nor strangers at their limit',
  'is answered 409 after a second when a twin on another server does not end',
  'is told so with 503 after five seconds, and nothing was spent',
  'may be one that is not there yet: the first spend of another server holds nobody up either',
];

/** Bugs of the spending path. */
export const USAGE_MUTANTS: readonly Mutant[] = [
  {
    name: 'burnt-in-any-order',
    suite: 'test/usage/credits',
    edits: [
      {
        file: `${SPENDING}counter-state.ts`,
        from: 'a.priority - b.priority ||',
        to: 'b.priority - a.priority ||',
      },
    ],
  },
  {
    name: 'day-that-never-ends',
    suite: 'test/usage/batch-and-refund',
    edits: [
      {
        file: `${SPENDING}spend.sql.ts`,
        from: 'day_base = CASE WHEN c.day < excluded.day THEN c.used ELSE c.day_base END',
        to: 'day_base = c.day_base',
      },
    ],
  },
  {
    name: 'key-for-any-request',
    suite: 'test/usage/idempotency',
    edits: [
      {
        file: `${SPENDING}exact-spend.service.ts`,
        from: ' || !record.fingerprint.equals(keyed.fingerprint)) {',
        to: ') {',
      },
    ],
  },
  {
    name: 'neighbours-fail-too',
    suite: 'test/usage/flush',
    edits: [
      {
        file: `${SPENDING}slow-path-decisions.ts`,
        from: 'isOutage(error) || groups.flat().length === 1)',
        to: 'isOutage(error) || groups.length > 0)',
      },
    ],
  },
  {
    name: 'one-unit-too-many',
    suite: 'test/usage/spending',
    edits: [
      {
        file: `${SPENDING}spend.sql.ts`,
        from: 'WHERE c.used - c.burnt + excluded.used <= COALESCE(',
        to: 'WHERE c.used - c.burnt < COALESCE(',
      },
    ],
  },
  {
    name: 'overtaken-by-later-requests',
    suite: 'test/usage/slow-path',
    edits: [
      {
        file: `${SPENDING}spending.service.ts`,
        from: 'this.planSpends.spend(spends.filter((spend) => !this.slowPath.isOnSlowPath(spend)))',
        to: 'this.planSpends.spend(spends.slice())',
      },
    ],
  },
  {
    name: 'refund-keeps-the-credits',
    suite: 'test/usage/batch-and-refund',
    edits: [
      {
        file: `${SPENDING}spend-refunds.service.ts`,
        from: '    if (toGrants.length > 0) await execute(manager, sql.UNBURN, { businessId, ids, amounts });\n',
        to: '    void [ids, amounts];\n',
      },
    ],
  },
  {
    name: 'revoked-key-spends',
    suite: 'test/usage/unverified-key',
    edits: [
      {
        file: 'src/members/bots/verified-key.sql.ts',
        from: 'AND lk.revoked_at IS NULL AND (lk.expires_at IS NULL OR lk.expires_at > ${of}.now)\n       AND lk.rate_limit',
        to: 'AND (lk.expires_at IS NULL OR lk.expires_at > ${of}.now)\n       AND lk.rate_limit',
      },
    ],
  },
  {
    name: 'decided-without-a-lock',
    suite: 'test/usage/slow-path',
    edits: [
      {
        file: `${SPENDING}exact-spend.sql.ts`,
        from: 'c.cycle_index, c.feature_key FOR NO KEY UPDATE OF c`',
        to: 'c.cycle_index, c.feature_key`',
      },
    ],
  },
  {
    name: 'success-not-kept',
    suite: 'test/usage/idempotency',
    edits: [
      {
        file: `${SPENDING}exact-spend.service.ts`,
        from: 'if (kept.length > 0) await this.store',
        to: 'if (kept.length > 1000) await this.store',
      },
    ],
  },
  {
    name: 'unspent-moves-the-balance',
    suite: 'test/usage/answers',
    edits: [
      {
        file: `${SPENDING}plan-spend.service.ts`,
        from: 'for (const { spend } of members) answers.set(spend, answer);\n',
        to: 'for (const { spend } of members) answers.set(spend, answer);\n        reached.set(counterKeyOf(first), total);\n',
      },
    ],
  },
];
