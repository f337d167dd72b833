/**
 * Tests that `npm run test:distributed` leaves out, by the reason: folders, files, and single tests as "file: a part of its name".
 */
export const NOT_DISTRIBUTED = {
  'They are about a PostgreSQL of their own, which they start': [
    'test/boot/',
    'test/cli/',
    'test/demo',
    'test/docs',
    'test/examples/',
  ],
  'They start a PostgreSQL of their own for what they do to it, and serve it as a plain one': [
    'test/operating.spec.ts',
    'test/webhooks/example.spec.ts',
    'test/proofs/bystanders.spec.ts',
    'test/proofs/g13.secrets.spec.ts',
    'test/subscriptions/renewals/crowd.spec.ts: when PostgreSQL crashes under load',
  ],
  'They plant a trigger on a table of businesses, and Citus has none there': [
    'test/subscriptions/renewals/killed-at-each-step.spec.ts',
    'test/subscriptions/renewals/giving-way.spec.ts',
    'test/subscriptions/renewals/late-loop.spec.ts: makes a row of every missed cycle',
    'test/subscriptions/renewals/set-aside.spec.ts: a row that the database refuses to write',
    'test/subscriptions/test-clocks/advancing.spec.ts: rolls in order of due time',
    'test/usage/flush.spec.ts: fails the caller of a bad row',
    'test/usage/flush.spec.ts: answers a lost connection',
    'test/onboarding/closing.spec.ts: at the same moment leave nobody behind',
    'test/proofs/g17.webhooks.spec.ts: whichever step of a delivery',
  ],
  'They damage a database on purpose, after they have dropped the constraints that Citus keeps on each shard':
    ['test/proofs/invariants/invariants.spec.ts'],
  'They lock a row of a plan by hand, and a foreign key is checked against the copy of it on a worker there':
    ['test/billing-plans/plans.spec.ts: keep out a sign-up that had read them already'],
  'They cut a connection that waits for a lock, and there it is one to a worker that waits': [
    'test/health/ops.spec.ts: says of a write whose connection is lost',
  ],
  'They lock a counter of events by hand; there, events are held back by the row of the erasure, not by the lock':
    ['test/events/dispatcher.spec.ts: passes over a business that is being erased'],
  'They renew ten thousand times one after the other, by statements that Citus plans each time: minutes': [
    'test/subscriptions/test-clocks/advancing.spec.ts: moves nothing when more than 10,000 cycles lie ahead',
  ],
  'They take the business out of a statement, and Citus refuses what is left': [
    'test/proofs/g8.walls.spec.ts: member_list',
  ],
  'They count statements, and a spend under a key is a transaction of several there': [
    'test/usage/unverified-key.spec.ts: is verified by',
    'test/usage/unverified-key.spec.ts: decides a hundred items of a batch',
    'test/auth/operator-keys.spec.ts: needs no statement more than the key of a bot',
    'test/usage/idempotency.spec.ts: costs its batch a second statement, and the batches after it none',
  ],
  'They are about a server of the release before, which does not run there': [
    'test/auth/operator-keys.spec.ts: set by a server of the release before',
  ],
  'They read the sources, or plans and errors of a plain PostgreSQL': [
    'test/architecture/',
    'test/database/',
    'src/',
  ],
};

export const ENTRIES = Object.values(NOT_DISTRIBUTED).flat();
export const PARTED = /^(\S+\.spec\.ts): (.+)$/;

/** Folders and files that are left out completely. */
export const filesLeftOut = ENTRIES.filter((entry) => !PARTED.test(entry));

/** The parts of names by which tests of a file are left out. */
export const testsLeftOut = (file) =>
  ENTRIES.flatMap((entry) => {
    const [, of, name] = PARTED.exec(entry) ?? [];
    return of === file ? [name] : [];
  });
