import '@swc-node/register/esm-register';
import { readdir } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { chooseEntries, readArguments } from './chosen.mjs';

// Proves the guarantees, one line each: `npm run proof [-- --only G3,G4]`. Exits 1 if one fails, or is not there.
// Every test/proofs/*.proof.ts exports `proofs`: {id, prove() → {ok, figures}}.
// With TENURE_TEST_DATABASE_URL and TENURE_TEST_WORKERS it runs the proofs that a cluster allows on that cluster: test/README.md.
const asks = readArguments(
  process.argv.slice(2),
  'Usage: npm run proof [-- --only G3,G4]. The ids are in docs/guarantees.md.',
);
const onCluster = Boolean(process.env.TENURE_TEST_WORKERS);
if (onCluster) process.env.DISTRIBUTED = 'on';
const ON_CLUSTER = onCluster ? ['G1', 'G4', 'G5', 'G5.usage', 'G7'] : null;
const only = asks.only ?? ON_CLUSTER;
const folder = new URL('../test/proofs/', import.meta.url);
const files = (await readdir(folder)).filter((file) => file.endsWith('.proof.ts'));
const loaded = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
const all = loaded.flatMap((module) => module.proofs);
const proofs = chooseEntries(all, only).toSorted((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
for (const { id, prove } of proofs) {
  const { ok, figures } = await prove().catch((error) => ({
    ok: false,
    figures: error.stack ?? String(error),
  }));
  console.log(`${id} ${ok ? 'ok' : 'FAILED'} ${figures}`);
  if (ok) continue;
  process.exitCode = 1;
  // A bound on time may fail because other programs need the processors.
  const [load = 0] = loadavg();
  console.log(`   load average ${load.toFixed(1)} on ${availableParallelism()} processors`);
}
