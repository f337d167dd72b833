import '@swc-node/register/esm-register';
import { readdir } from 'node:fs/promises';

// Proves the guarantees, one line each: `npm run proof [-- --only G3,G4]`. Exits 1 when one fails.
// Every test/proofs/*.proof.ts exports `proofs`: {id, prove() → {ok, figures}}.
const args = process.argv.slice(2);
const only = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '').split(',') : null;
const folder = new URL('../test/proofs/', import.meta.url);
const files = (await readdir(folder)).filter((file) => file.endsWith('.proof.ts'));
const loaded = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
const proofs = loaded
  .flatMap((module) => module.proofs)
  .filter(({ id }) => only === null || only.includes(id))
  .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
for (const { id, prove } of proofs) {
  const { ok, figures } = await prove().catch((error) => ({
    ok: false,
    figures: error.stack ?? String(error),
  }));
  console.log(`${id} ${ok ? 'ok' : 'FAILED'} ${figures}`);
  if (!ok) process.exitCode = 1;
}
