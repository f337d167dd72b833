import { buildIfStale } from './build.mjs';
import { built } from './built.mjs';

// Checks the database of DATABASE_URL, or the embedded database of DATA_DIR while it runs. It only reads.
try {
  await buildIfStale();
  const { main } = await built('invariants/main.js');
  process.exitCode = (await main(process.argv.slice(2), process.env)) ? 0 : 1;
} catch (error) {
  console.error(`The invariants could not be checked. ${error.message}`);
  process.exitCode = 2;
}
