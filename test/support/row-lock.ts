import pg from 'pg';
import { until } from './until.js';

/** The view of what all connections do. On a distributed database, rows of businesses are locked on the workers. */
export const ACTIVITY = process.env.DISTRIBUTED === 'on' ? 'citus_stat_activity' : 'pg_stat_activity';
const WAITING = `SELECT count(*)::int AS count FROM ${ACTIVITY}
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Waits until a statement waits for a lock. */
export const lockIsAwaited = (on: { query(sql: string): Promise<{ count: number }[]> }): Promise<unknown> =>
  until(async () => (await on.query(WAITING))[0]!.count > 0, 'a statement waits for a lock', 20);

/**
 * Locks rows, so that a test decides who comes first: statements that wait for a row get it in the order in which they came. It
 * uses its own connections, because the server under test may need its whole pool.
 */
export class RowLock {
  private constructor(
    private readonly holder: pg.Client,
    private readonly watcher: pg.Client,
  ) {}

  /** @param select such as `SELECT 1 FROM users WHERE id = $1` */
  static async take(databaseUrl: string, select: string, values: unknown[]): Promise<RowLock> {
    const clients = [0, 1].map(() => new pg.Client({ connectionString: databaseUrl })) as [
      pg.Client,
      pg.Client,
    ];
    for (const client of clients) await client.connect();
    await clients[0].query('BEGIN');
    await clients[0].query(`${select} FOR UPDATE`, values);
    return new RowLock(...clients);
  }

  /** Waits until this many statements wait for a lock. If that does not happen, it releases the rows and throws. */
  async waiting(count: number): Promise<void> {
    const now = async () => (await this.watcher.query<{ count: number }>(WAITING)).rows[0]?.count ?? 0;
    try {
      await until(async () => (await now()) >= count, `${count} statements wait for a lock`);
    } catch (error) {
      await this.release();
      throw error;
    }
  }

  /** Runs one more statement in the transaction that holds the rows. */
  async query(sql: string, values: unknown[]): Promise<void> {
    await this.holder.query(sql, values);
  }

  async release(): Promise<void> {
    await this.holder.query('COMMIT');
    for (const client of [this.holder, this.watcher]) await client.end();
  }
}
