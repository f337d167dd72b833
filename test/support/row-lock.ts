import pg from 'pg';
import { until } from './until.js';

/** What all connections do. On a distributed database the rows of businesses are locked on its workers. */
export const ACTIVITY = process.env.DISTRIBUTED === 'on' ? 'citus_stat_activity' : 'pg_stat_activity';
const WAITING = `SELECT count(*)::int AS count FROM ${ACTIVITY}
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/**
 * Holds rows locked, so that a test decides who comes first: those who wait for a row get it in the order in which they
 * came. Uses connections of its own, for the server under test may need all of its pool.
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

  /** Waits until this many statements wait for a lock. When they do not, the rows are released. */
  async waiting(count: number): Promise<void> {
    const now = async () => (await this.watcher.query<{ count: number }>(WAITING)).rows[0]?.count ?? 0;
    try {
      await until(async () => (await now()) >= count, `${count} statements wait for a lock`);
    } catch (error) {
      await this.release();
      throw error;
    }
  }

  /** Does one more thing in the transaction that holds the rows. */
  async query(sql: string, values: unknown[]): Promise<void> {
    await this.holder.query(sql, values);
  }

  async release(): Promise<void> {
    await this.holder.query('COMMIT');
    for (const client of [this.holder, this.watcher]) await client.end();
  }
}
