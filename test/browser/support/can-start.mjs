import { startBrowser } from './browser.mjs';

/** Exits 3 where no browser starts, as in a sandbox that forbids it: then nothing can be shown, and nothing is wrong. */
try {
  await (await startBrowser()).close();
} catch (error) {
  console.error(`No browser starts here, so the pages were NOT tried.\n${error.stack ?? error}`);
  process.exitCode = 3;
}
