import type { Socket } from 'node:net';
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { poolOptions, FOR_NODES, SERVING } from './bounds.js';
import { Bulkhead } from './bulkhead.js';
import { NodeWatch } from './node-watch.js';
import { markUnsure } from './outage.js';
import { dataSourceOptions, TRANSACTION_CONNECTIONS } from './data-source.js';

/** The number of connections for statements outside of transactions: spends, look-ups of credentials, reads of a dashboard. */
const STATEMENT_CONNECTIONS = 5;
/** The most transactions at the same time. The other two connections are for the slow path of spends, which does not wait here. */
const TRANSACTIONS = TRANSACTION_CONNECTIONS - 2;

/**
 * For transactions on a distributed database: the coordinator uses one connection to each node, because a reference table cannot be
 * written after a parallel read.
 */
const ONE_AFTER_THE_OTHER = {
  ...FOR_NODES,
  'citus.multi_shard_modify_mode': 'sequential',
  'citus.max_adaptive_executor_pool_size': '1',
};

/** A pool or a connection. */
type Queryable = Pick<pg.Pool | pg.Client, 'query'>;

/** How many businesses have their shard remembered. Then all are forgotten. */
const SHARDS_KNOWN = 100_000;

const SHARDS = {
  name: 'database_shards',
  text: `SELECT CASE WHEN b.id IS NOT NULL THEN get_shard_id_for_distribution_column('businesses', b.id)::text END AS shard
         FROM unnest($1::uuid[]) WITH ORDINALITY AS b (id, place) ORDER BY b.place`,
};

/**
 * The connections of the service. Statements outside of transactions have a pool of their own. So transactions that wait for a lock
 * never take a connection from a spend, a read or the look-up of a credential.
 */
export class Database extends DataSource {
  /** The pool for statements outside of transactions. */
  readonly statements: pg.Pool;
  /** The shards of businesses that were asked for, as they were then. */
  readonly knownShards = new Map<string, string>();
  /** Watches the workers of a distributed database. */
  readonly nodes: NodeWatch | undefined;
  private readonly transactions = new Bulkhead(TRANSACTIONS);
  private readonly idle = new Set<pg.PoolClient>();

  constructor(
    url: string,
    /** Whether tables are distributed over several nodes; see docs/decisions/two-forms.md. */
    readonly distributed = false,
  ) {
    const onLost = () => this.dropIdle();
    const optionsFor = (settings: Record<string, string>) =>
      poolOptions(SERVING, distributed ? { onLost, onError: markUnsure, settings } : { onLost });
    super({
      ...dataSourceOptions(url),
      extra: optionsFor(ONE_AFTER_THE_OTHER),
    });
    this.statements = new pg.Pool({
      ...optionsFor(FOR_NODES),
      connectionString: url,
      max: STATEMENT_CONNECTIONS,
    });
    this.statements.on('error', () => undefined);
    this.trackIdle(this.statements);
    if (!distributed) return;
    this.nodes = new NodeWatch(url, (businessIds, client) => this.rememberedShardsOf(businessIds, client));
    this.nodes.watch(this.statements);
  }

  override async initialize(): Promise<this> {
    await super.initialize();
    const { master } = this.driver as unknown as { master: pg.Pool };
    this.trackIdle(master);
    this.nodes?.watch(master);
    return this;
  }

  override async destroy(): Promise<void> {
    this.nodes?.stop();
    await Promise.all([super.destroy(), this.statements.ended ? undefined : this.statements.end()]);
  }

  /** Runs a transaction. @throws TooManyWait when the transaction could not begin in time; nothing is done */
  override transaction<T>(
    isolationOrWork: Parameters<DataSource['transaction']>[0] | ((manager: EntityManager) => Promise<T>),
    work?: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.transactions.run(() =>
      work === undefined
        ? this.manager.transaction(isolationOrWork as (manager: EntityManager) => Promise<T>)
        : this.manager.transaction(isolationOrWork as 'READ COMMITTED', work),
    );
  }

  /** The shard of each of these businesses, null for an empty id. The coordinator computes it from the id. */
  async shardsOf(businessIds: string[], on: Queryable = this.statements): Promise<(string | null)[]> {
    const values = [businessIds.map((id) => id || null)];
    const { rows } = await on.query<{ shard: string | null }>({ ...SHARDS, values });
    if (this.knownShards.size > SHARDS_KNOWN) this.knownShards.clear();
    rows.forEach(({ shard }, place) => {
      if (shard !== null) this.knownShards.set(businessIds[place] as string, shard);
    });
    return rows.map(({ shard }) => shard);
  }

  /** How many connections each pool has, and how much work waits for one. */
  pools(): { name: string; active: number; idle: number; waiting: number }[] {
    const { master } = this.driver as unknown as { master: pg.Pool };
    const pools = [
      { name: 'statements', pool: this.statements, queued: 0 },
      { name: 'transactions', pool: master, queued: this.transactions.queued },
    ];
    return pools.map(({ name, pool: { totalCount, idleCount, waitingCount }, queued }) => ({
      name,
      active: totalCount - idleCount,
      idle: idleCount,
      waiting: waitingCount + queued,
    }));
  }

  /** The shards as they are remembered. It asks only for those that are not. */
  private async rememberedShardsOf(businessIds: string[], on?: Queryable): Promise<(string | null)[]> {
    const unknown = businessIds.filter((id) => !this.knownShards.has(id));
    const asked = unknown.length > 0 ? await this.shardsOf(unknown, on) : [];
    return businessIds.map((id) => this.knownShards.get(id) ?? asked[unknown.indexOf(id)] ?? null);
  }

  private trackIdle(pool: pg.Pool): void {
    pool.on('release', (_error, client) => this.idle.add(client));
    pool.on('acquire', (client) => this.idle.delete(client));
    pool.on('remove', (client) => this.idle.delete(client));
  }

  /** Ends all idle connections because one connection is dead. Otherwise each of the next statements would get another dead one. */
  private dropIdle(): void {
    for (const client of this.idle) {
      const { connection } = client as unknown as { connection: { stream: Socket } };
      connection.stream.destroy(new Error('Connection terminated: another one was dead.'));
    }
  }
}
