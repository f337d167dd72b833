// Finds two faults of package-lock.json that show only on other machines: a missing optional build of a platform, with which `npm
// ci` fails, and the address of the registry that the lock was made with.
import { readFileSync } from 'node:fs';

const path = process.argv[2] ?? 'package-lock.json';
const { packages } = JSON.parse(readFileSync(path, 'utf8'));

/** Searches as Node does: first in the package's own node_modules, then one folder further up each time. */
function isLocked(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${folder && `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

const faults = Object.entries(packages).flatMap(([folder, { optionalDependencies = {}, resolved }]) => [
  ...Object.keys(optionalDependencies)
    .filter((name) => !isLocked(folder, name))
    .map((name) => `${folder || 'package.json'}: optional dependency ${name} is not in the lock`),
  ...(/^(git\+|https?:)/.test(resolved ?? '') ? [`${folder}: names the host it came from, ${resolved}`] : []),
]);

for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error(
    `\n${path}: ${faults.length} faults. Addresses: npm install --omit-lockfile-registry-resolved`,
  );
}
process.exitCode = faults.length > 0 ? 1 : 0;
