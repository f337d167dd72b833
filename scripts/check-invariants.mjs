import '@swc-node/register/esm-register';

// Checks DATABASE_URL, or the embedded database that runs in DATA_DIR. It reads only, and needs no build.
const { main } = await import('../test/invariants/main.ts');
try {
  process.exitCode = (await main(process.argv.slice(2), process.env)) ? 0 : 1;
} catch (error) {
  console.error(`The invariants could not be checked. ${error.message}`);
  process.exitCode = 2;
}
