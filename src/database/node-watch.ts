import type { Socket } from 'node:net';
import pg from 'pg';
import { poolOptions, type Bounds, FOR_NODES } from './bounds.js';
import { tenantTables } from './distribution.js';
import { type NeededNodes, neededNodes, type Numbered } from './needed-nodes.js';
import { NodeSilent } from './outage.js';

/** Milliseconds that a statement may run before the nodes are checked. */
const SUSPICIOUS_MS = 1_000;
/** Milliseconds between two looks at the statements under way, and between two checks while a node is silent. */
const LOOK_EVERY_MS = 250;
/** The limits of a check. A worker has to accept a connection within the time of `FOR_NODES`. */
const CHECKING: Bounds = { connect: 3_000, statement: 4_000, lock: 500, idle: 4_000, silence: 5_000 };

const NODES = `
  SELECT n.nodename AS name, n.nodeport AS port, array_remove(array_agg(s.shardid::text), NULL) AS shards
  FROM pg_dist_node n
  LEFT JOIN pg_dist_placement p ON p.groupid = n.groupid
  LEFT JOIN pg_dist_shard s ON s.shardid = p.shardid AND s.logicalrelid = 'businesses'::regclass
  WHERE n.isactive AND n.noderole = 'primary' AND n.groupid <> 0 GROUP BY 1, 2`;
const ANSWERS = 'SELECT citus_check_connection_to_node($1, $2) AS answers';

/** A statement with its values. */
export interface StatementCall {
  form: Numbered;
  values: unknown[];
}

/** The statements that a connection has sent since it was taken from its pool. */
interface UnderWay {
  since: number;
  sent: StatementCall[];
}

/** What is known while workers are silent. */
interface Silence {
  /** The shards that they have. */
  shards: Set<string>;
  /** The tables with rows of businesses. */
  tenants: string[];
  /** For each statement that was seen so far, the nodes that it needs. */
  needed: WeakMap<Numbered, NeededNodes>;
}

/**
 * Watches the workers of a distributed database. A worker that is silent (it hangs, or its packets are lost) would keep each
 * statement until the statement's time limit, and so take all connections from the businesses of other workers. So when a statement
 * takes long, the watch checks each worker. While a worker is silent, statements that need it are refused, and those that are under
 * way are cut off. A statement needs a worker if it is about a business of that worker, reads all businesses, or writes a table
 * that all nodes have.
 */
export class NodeWatch {
  private readonly underWay = new Map<pg.PoolClient, UnderWay>();
  private readonly looks = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  private checking = false;
  private silence: Silence | null = null;

  /** @param shardsOf the shard of each of these businesses; if it has to ask, it does so on `client` if there is one */
  constructor(
    private readonly url: string,
    private readonly shardsOf: (businessIds: string[], client?: pg.Client) => Promise<(string | null)[]>,
  ) {}

  /** Notes the statements of each connection of a pool, from when it is taken until it is given back. */
  watch(pool: pg.Pool): void {
    pool.on('acquire', (client) => this.underWay.set(client, { since: Infinity, sent: [] }));
    pool.on('release', (_error, client) => this.underWay.delete(client));
    pool.on('remove', (client) => this.underWay.delete(client));
  }

  /**
   * Refuses a statement that needs a silent worker. Undefined while no worker is silent, so that the statement is sent at once.
   *
   * @throws NodeSilent; nothing was sent
   */
  admit(asked: StatementCall): Promise<void> | undefined {
    return this.silence === null ? undefined : this.refuseWhatNeeds(asked, this.silence);
  }

  /** Notes a statement that is sent. */
  sent(client: pg.PoolClient, asked: StatementCall): void {
    const work = this.underWay.get(client);
    if (work === undefined) return;
    work.since = performance.now();
    work.sent.push(asked);
  }

  stop(): void {
    clearInterval(this.looks);
  }

  private look(): void {
    if (this.checking) return;
    const before = performance.now() - SUSPICIOUS_MS;
    const isSuspicious = [...this.underWay.values()].some(({ since }) => since < before);
    if (!isSuspicious && this.silence === null) return;
    this.checking = true;
    // If the coordinator is out of reach itself, nothing is known about the workers.
    this.check()
      .catch(() => undefined)
      .finally(() => (this.checking = false));
  }

  private async refuseWhatNeeds(asked: StatementCall, silence: Silence): Promise<void> {
    if (await this.needs(asked, silence)) throw new NodeSilent();
  }

  /**
   * Asks the coordinator on a new connection. On an old connection the coordinator could use a connection to the worker that it
   * takes for alive.
   */
  private async check(): Promise<void> {
    const bounds = poolOptions(CHECKING, { settings: FOR_NODES }) as pg.ClientConfig;
    const client = new pg.Client({ ...bounds, connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      this.silence = await this.readSilence(client);
      if (this.silence !== null) await this.cutOff(this.silence, client);
    } finally {
      await client.end();
    }
  }

  private async readSilence(client: pg.Client): Promise<Silence | null> {
    const { rows: nodes } = await client.query<{ name: string; port: number; shards: string[] }>(NODES);
    const silent: string[][] = [];
    for (const { name, port, shards } of nodes) {
      const { rows } = await client.query<{ answers: boolean }>(ANSWERS, [name, port]);
      if (rows[0]?.answers !== true) silent.push(shards);
    }
    if (silent.length === 0) return null;
    return { shards: new Set(silent.flat()), tenants: await tenantTables(client), needed: new WeakMap() };
  }

  /** Ends the connections whose statements need a silent worker. The pools may have none left, so `checking` asks for shards. */
  private async cutOff(silence: Silence, checking: pg.Client): Promise<void> {
    for (const [client, { sent }] of this.underWay) {
      let isNeeded = false;
      for (const one of sent) isNeeded ||= await this.needs(one, silence, checking);
      if (!isNeeded || this.underWay.get(client)?.sent !== sent) continue;
      const { connection } = client as unknown as { connection: { stream: Socket } };
      connection.stream.destroy(new Error('Connection terminated: a node of the database is silent.'));
    }
  }

  private async needs(
    { form, values }: StatementCall,
    silence: Silence,
    checking?: pg.Client,
  ): Promise<boolean> {
    const needed = silence.needed.get(form) ?? neededNodes(form, silence.tenants);
    silence.needed.set(form, needed);
    if (typeof needed === 'string') return needed === 'all';
    const businesses = [values[form.params.indexOf(needed.businesses)]].flat() as (string | null)[];
    const shards = await this.shardsOf(
      businesses.filter((id) => id !== null),
      checking,
    );
    return shards.some((shard) => shard !== null && silence.shards.has(shard));
  }
}
