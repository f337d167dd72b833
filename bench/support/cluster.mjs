import { randomBytes } from 'node:crypto';
import { built } from '../../scripts/built.mjs';
import { asAdmin, startServer } from './stage.mjs';

/** The number of shards for each worker, as docs/scaling.md advises. */
const SHARDS_OF_A_WORKER = 2;

/**
 * Uses a running Citus cluster, named by the variables of test:distributed, and a plain PostgreSQL of the same version:
 * TENURE_BENCH_DATABASE_URL, or a database without Citus on the coordinator.
 */
export function startCluster() {
  const { TENURE_TEST_DATABASE_URL: coordinator, TENURE_TEST_WORKERS: listed } = process.env;
  if (!coordinator || !listed)
    throw new Error(
      'Name the cluster: TENURE_TEST_DATABASE_URL is the coordinator, TENURE_TEST_WORKERS are the workers, with commas between.',
    );
  const workers = listed.split(',');
  const plain = process.env.TENURE_BENCH_DATABASE_URL ?? coordinator;
  const closing = [];
  const database = async (nodes) => {
    const name = `bench_${randomBytes(6).toString('hex')}`;
    for (const node of nodes) await asAdmin(node, `CREATE DATABASE ${name}`);
    const of = (node) => Object.assign(new URL(node), { pathname: `/${name}` }).href;
    const [url, ...others] = nodes.map(of);
    const { migrate } = await built('src/database/migrate.js');
    await migrate(url);
    if (others.length > 0) await distribute(url, others);
    return {
      url,
      distributed: others.length > 0,
      async drop() {
        for (const node of nodes) await asAdmin(node, `DROP DATABASE ${name} WITH (FORCE)`);
      },
    };
  };
  return {
    nodes: { plain: [plain], distributed: [coordinator, ...workers] },
    plain: () => database([plain]),
    distributed: () => database([coordinator, ...workers]),
    async server({ url, distributed }, env = {}) {
      const server = await startServer(url, { DISTRIBUTED: distributed ? 'on' : 'off', ...env });
      closing.push(server.stop);
      return server;
    },
    /** Stops the servers, also after a failed measurement. */
    async close() {
      for (const stop of closing) await stop();
    },
  };
}

async function distribute(coordinator, workers) {
  for (const node of [coordinator, ...workers]) await asAdmin(node, 'CREATE EXTENSION citus');
  const { hostname, port } = new URL(coordinator);
  await asAdmin(coordinator, `SELECT citus_set_coordinator_host('${hostname}', ${port || 5432})`);
  for (const worker of workers.map((url) => new URL(url)))
    await asAdmin(coordinator, `SELECT citus_add_node('${worker.hostname}', ${worker.port || 5432})`);
  const { distribute: distributeTables } = await built('src/database/distribution.js');
  await distributeTables(coordinator, SHARDS_OF_A_WORKER * workers.length);
}
