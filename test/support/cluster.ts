import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { distribute } from '../../src/database/distribution.js';
import { migrate } from '../../src/database/migrate.js';
import { SilentProxy } from './silent-proxy.js';
import type { Client, Customer } from './tenure.js';

/** A migrated database on all nodes of the test cluster, not yet distributed. */
export interface Cluster {
  /** The address of the database on the coordinator. */
  url: string;
  /** The addresses of the databases on the workers. */
  workers: string[];
  /** Adds the workers to the coordinator. */
  addWorkers(urls?: string[]): Promise<void>;
  drop(): Promise<void>;
}

/** The nodes that `npm run test:distributed` was given, the coordinator first. */
const nodes = (): string[] => [
  process.env.TENURE_TEST_DATABASE_URL as string,
  ...(process.env.TENURE_TEST_WORKERS as string).split(','),
];

/** Makes a new cluster of databases for one test. Databases of `freshDatabase` are distributed already; this one is not. */
export async function freshCluster(): Promise<Cluster> {
  const name = `t_${randomBytes(8).toString('hex')}`;
  const onEach = (statement: string) => Promise.all(nodes().map((url) => run(url, statement)));
  await onEach(`CREATE DATABASE ${name}`);
  const [url, ...workers] = nodes().map(
    (node) => Object.assign(new URL(node), { pathname: `/${name}` }).href,
  ) as [string, ...string[]];
  for (const node of [url, ...workers]) await run(node, 'CREATE EXTENSION citus');
  await run(url, `SELECT citus_set_coordinator_host(${address(url)})`);
  await migrate(url);
  return {
    url,
    workers,
    addWorkers: async (urls = workers) => {
      for (const worker of urls) await run(url, `SELECT citus_add_node(${address(worker)})`);
    },
    drop: async () => void (await onEach(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

/** Makes a distributed database whose last worker is behind a proxy, so that the worker can seem dead. */
export async function clusterWithFrailWorker(): Promise<Cluster & { frail: SilentProxy; frailPort: number }> {
  const cluster = await freshCluster();
  const frail = await SilentProxy.start(cluster.workers.at(-1) as string);
  await cluster.addWorkers([...cluster.workers.slice(0, -1), frail.url]);
  await distribute(cluster.url, 4);
  const drop = async () => {
    await frail.close();
    await cluster.drop();
  };
  return { ...cluster, frail, frailPort: Number(new URL(frail.url).port), drop };
}

/** Signs up customers on a plan without limits: two of the worker behind the proxy, two of the others. */
export async function customersByWorker(
  { url, frailPort }: { url: string; frailPort: number },
  client: Client,
): Promise<{ its: Customer[]; others: Customer[] }> {
  const token = await client.operator();
  const [its, others]: [Customer[], Customer[]] = [[], []];
  while (its.length < 2 || others.length < 2) {
    const customer = await client.signUp();
    const path = `/v1/admin/businesses/${customer.businessId}/subscription`;
    await client.put(path, { token, body: { planCode: 'limitless' } });
    const [place] = await run<{ port: number }>(
      url,
      `SELECT nodeport AS port FROM citus_shards WHERE shardid = get_shard_id_for_distribution_column('businesses', $1::uuid)`,
      [customer.businessId],
    );
    const side = place?.port === frailPort ? its : others;
    if (side.length < 2) side.push(customer);
  }
  return { its, others };
}

const address = (url: string): string => {
  const { hostname, port } = new URL(url);
  return `'${hostname}', ${port || 5432}`;
};

/** Runs statements on a node. */
export async function run<Row extends object>(
  url: string,
  statement: string,
  values?: unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}
