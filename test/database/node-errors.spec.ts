import { Database } from '../../src/database/database.js';
import { databaseFailure } from '../../src/database/database-failure.js';
import { isHeldUp, isLost, isOutage } from '../../src/database/outage.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

describe('An error of the database', () => {
  let plain: TestDatabase;
  beforeAll(async () => (plain = await freshDatabase()));
  afterAll(() => plain.drop());

  it.each([
    ['could not commit transaction for shard 102009 on at least one active node', 'XX000', true],
    ['SSL SYSCALL error: EOF detected\ninvalid socket', 'XX000', true],
    ['server closed the connection unexpectedly\n\tThis probably means', 'XX000', true],
    ['failure on connection marked as essential: h:1', 'XX000', true],
    ['failed to COPY to shard 102009 on h:1', '58030', true],
    [`failed to prepare transaction 'citus_0_1_2_3' on host h:1`, 'XX000', true],
    [
      'connection to the remote node postgres@h:1 failed with the following error: connection not open',
      '08006',
      true,
    ],
    [
      'connection to the remote node postgres@h:1 failed with the following error: Connection refused\n\tIs it running?',
      '08006',
      false,
    ],
    ['could not establish any connections to the node h:1 after 1000 ms', '08006', false],
  ])('is an outage, and tells whether it may be done: %s', (message, code, lost) => {
    const error = Object.assign(new Error(message), { code });
    expect([isOutage(error), isLost(error)]).toEqual([true, lost]);
  });

  it.each([
    ['28P01', 'password authentication failed for user "tenure"', false],
    ['28000', 'role "tenure" is not permitted to log in', false],
    ['3D000', 'database "tenure" does not exist', false],
    ['58030', 'could not read block 7 in file "base/5/1259": Input/output error', true],
    [undefined, 'The server does not support SSL connections', false],
    [undefined, 'There was an error establishing an SSL connection', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', false],
    ['CERT_HAS_EXPIRED', 'certificate has expired', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate', false],
    ['EPROTO', 'write EPROTO', true],
  ])('%s is an outage, and tells whether it may be done: %s', (code, message, lost) => {
    const error = Object.assign(new Error(message), code === undefined ? {} : { code });
    expect([isOutage(error), isLost(error)]).toEqual([true, lost]);
  });

  it.each([
    [
      '55P03',
      'canceling statement due to lock timeout',
      /^Another session has locked .*: canceling .*doctor/,
    ],
    ['57P01', 'terminating connection', /^The database failed: terminating connection\. .*doctor/],
    [
      '42501',
      'permission denied for schema public',
      /^The role .* lacks a right: permission denied .*doctor/,
    ],
  ])('%s is explained to the person who runs a command: %s', (code, message, explained) => {
    const error = Object.assign(new Error(message), { code });
    expect(databaseFailure(error)).toMatchObject({ exitCode: 1, message: expect.stringMatching(explained) });
  });

  it('is not explained if it is a bug', () => {
    const error = Object.assign(new Error('column "x" does not exist'), { code: '42703' });
    expect([databaseFailure(error), databaseFailure(new TypeError('x is undefined'))]).toEqual([null, null]);
  });

  it.each([
    [true, 'may be done, since a node may be committing'],
    [false, 'did nothing'],
  ])('that says that the time is over, where DISTRIBUTED is %s: %s', async (distributed) => {
    const database = await new Database(plain.url, distributed).initialize();
    try {
      const inTransaction = () =>
        database.transaction(async (manager) => {
          await manager.query('SET LOCAL statement_timeout = 20');
          await manager.query('SELECT pg_sleep(5)');
        });
      const alone = await database.statements.connect();
      await alone.query('SET statement_timeout = 20');
      for (const work of [inTransaction, () => alone.query('SELECT pg_sleep(5)')]) {
        const error: unknown = await work().then(
          () => null,
          (failed: unknown) => failed,
        );
        expect([isOutage(error), isHeldUp(error), isLost(error)]).toEqual([true, true, distributed]);
      }
      alone.release(true);
    } finally {
      await database.destroy();
    }
  });
});
