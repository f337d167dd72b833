// Tells the story of Tenure over HTTP: with a server that it starts itself, or with a running server.
//
//   npm run demo
//   OPERATOR_EMAIL=… OPERATOR_PASSWORD=… npm run demo -- --url http://127.0.0.1:3000
//
// With DATA_DIR, the folder where the running server writes its mails, the chapter about people is complete.
// Each chapter is a file of scripts/demo/. Exits 1 at the first answer that differs from the story.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as spending from './demo/1-spending.mjs';
import * as months from './demo/2-months.mjs';
import * as doors from './demo/3-doors.mjs';
import * as year from './demo/4-year.mjs';
import * as people from './demo/5-people.mjs';
import * as webhooks from './demo/6-webhooks.mjs';
import * as noLoop from './demo/7-no-loop.mjs';
import * as payments from './demo/8-payments.mjs';
import { launchServer } from './demo/server.mjs';
import { Story, WrongAnswer } from './demo/story.mjs';

const CHAPTERS = [spending, months, doors, year, people, webhooks, noLoop, payments];

const { values } = parseArgs({ options: { url: { type: 'string' } } });
const begun = performance.now();
let server;
for (const signal of ['SIGINT', 'SIGTERM']) {
  // Ctrl-C also reaches the server, so wait until it has stopped and its data are deleted.
  process.once(signal, () => void stopServer().finally(() => process.exit(130)));
}

try {
  server = values.url === undefined ? await launchServer() : runningServer(values.url);
  const story = new Story(await server.url);
  story.mailFolder = server.dataDir === undefined ? null : join(server.dataDir, 'mail');
  story.launchAhead = server.launchAhead ?? null;
  story.launchInvoicing = server.launchInvoicing ?? null;
  story.operatorLogin = server.operator;
  await story.logIn(server.operator);
  for (const { title, tell } of CHAPTERS) {
    story.chapter(title);
    await tell(story);
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`\nThe story is told: ${story.calls} calls, every answer as it should be, ${seconds} s.`);
} catch (error) {
  // A WrongAnswer has a complete message. Any other error is a fault of the demo or of the machine.
  console.error(
    error instanceof WrongAnswer ? `\n${error.message}` : `\nThe demo broke off: ${reason(error)}`,
  );
  process.exitCode = 1;
} finally {
  await stopServer();
}

async function stopServer() {
  await server?.stop();
}

function runningServer(url) {
  const { OPERATOR_EMAIL: email, OPERATOR_PASSWORD: password, DATA_DIR: dataDir } = process.env;
  if (!email || !password)
    throw new Error('with --url, OPERATOR_EMAIL and OPERATOR_PASSWORD name an operator.');
  return { url: url.replace(/\/$/, ''), operator: { email, password }, dataDir, stop: async () => undefined };
}

function reason(error) {
  return error.cause === undefined ? error.message : `${error.message}: ${error.cause.message}`;
}
