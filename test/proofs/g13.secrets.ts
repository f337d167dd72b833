import { type Operation, operationsOf } from '../support/operations.js';
import { ask, bearers, failingStatements } from './g13.bearers.js';
import type { Kind } from './g13.canaries.js';
import { brokenRequests, examples, hostileRequests } from './g13.requests.js';
import type { Scene } from './g13.scene.js';
import { until } from '../support/until.js';

/** The answers that show a secret once, because whoever asked has to learn it. Nothing else may hold any. */
const SHOW_ONCE: Partial<Record<Kind, string[]>> = {
  'API key': [
    'POST /v1/auth/signup',
    'POST /v1/admin/businesses',
    'POST /v1/me/businesses',
    'POST /v1/bots/{id}/keys',
    'POST /v1/bots/{id}/keys/{keyId}/rotate',
  ],
  'operator key': ['POST /v1/admin/operators/keys', 'POST /v1/admin/operators/keys/{keyId}/rotate'],
  'access token': [
    'POST /v1/auth/signup',
    'POST /v1/auth/login',
    'POST /v1/auth/refresh',
    'POST /v1/auth/invitations/{token}/accept',
    'POST /v1/auth/portal-sessions/{token}/open',
    'POST /v1/me/businesses/{id}/switch',
    'POST /v1/admin/businesses',
    'POST /v1/admin/businesses/{id}/read-token',
    'POST /v1/auth/browser-sessions/{app}',
    'PUT /v1/auth/browser-sessions/{app}',
  ],
  'refresh token': [
    'POST /v1/auth/signup',
    'POST /v1/auth/login',
    'POST /v1/auth/refresh',
    'POST /v1/auth/invitations/{token}/accept',
    'POST /v1/auth/portal-sessions/{token}/open',
    'POST /v1/me/businesses/{id}/switch',
    'POST /v1/admin/businesses',
  ],
  'webhook secret': [
    'POST /v1/webhooks',
    'POST /v1/webhooks/{id}/rotate',
    'POST /v1/admin/webhooks',
    'POST /v1/admin/webhooks/{id}/rotate',
  ],
};

/** Words of stacks, statements and connections. */
const INSIDE = /node_modules|\.[jt]s:\d|violates|relation|column|constraint|select |ECONN|127\.0\.0\.1/i;

/** What was walked through, what was looked at, and every place where a secret stood that may not. */
export interface Report {
  leaks: string[];
  canaries: number;
  answers: number;
  statuses: number[];
  logged: number;
  dumped: number;
  mails: number;
  /** Answers to failures that nobody foresaw which tell of the inside. */
  insides: string[];
  /** The log, for what it has to say of those failures. */
  log: string;
  /** Mails that lay in the queue, encrypted, while it was dumped. */
  waiting: number;
}

/** The whole service at its most talkative, with a canary for every secret, and then the search for them (G13). */
export async function searchForSecrets(scene: Scene): Promise<Report> {
  const early = await withoutMailServer(scene);
  scene.mail.start();
  const operations = await operationsOf(scene.client);
  await examples(scene);
  await brokenRequests(scene, operations);
  await hostileRequests(scene);
  await failingStatements(scene);
  const late = await scene.dump();
  const { calls } = await bearers(scene);
  await scene.stopDatabase();
  await ask(scene, calls);
  await scene.stop();
  const logs = await scene.logs();
  const dumps = [early, late];
  const leaks = [
    ...Object.entries(logs).flatMap(([where, text]) => leaksIn(scene, where, text)),
    ...dumps.flatMap((dump) => Object.entries(dump).flatMap(([table, text]) => leaksIn(scene, table, text))),
    ...leaksInMails(scene),
    ...leaksInAnswers(scene, operations),
  ];
  const length = (texts: Record<string, string>) => Object.values(texts).join('').length;
  return {
    leaks: [...new Set(leaks)],
    canaries: scene.canaries.size,
    answers: scene.client.told.length,
    statuses: [...new Set(scene.client.told.map(({ text }) => JSON.parse(text)[0] as number))].toSorted(),
    logged: length(logs),
    dumped: length(early) + length(late),
    mails: scene.mail.mails.length,
    insides: scene.client.told.flatMap(({ operation, text }) =>
      /^\[5/.test(text) && INSIDE.test(text) ? [`${operation}: ${text}`] : [],
    ),
    log: logs['the log'] ?? '',
    waiting: (early['graphile_worker._private_jobs'] ?? '').split('\n').filter(Boolean).length,
  };
}

/** Mails wait in the queue, and their jobs fail. */
async function withoutMailServer(scene: Scene): Promise<Record<string, string>> {
  const { email } = await scene.client.signUp();
  await scene.client.post('/v1/auth/password-reset', { body: { email } });
  const failed = 'SELECT 1 FROM graphile_worker.jobs WHERE attempts > 0 AND last_error IS NOT NULL';
  await until(async () => (await scene.sql(failed)).length > 0, 'a job has failed', 30);
  return scene.dump();
}

const leaksIn = (scene: Scene, where: string, text: string): string[] =>
  scene.canaries.in(text).map(({ canary, encoding }) => `${where}: ${canary.kind}, ${encoding}`);

/** A mail may hold the token that it is sent for, and no other secret. */
const leaksInMails = ({ mail, canaries }: Scene): string[] =>
  mail.mails.flatMap((each) =>
    canaries
      .in(each.whole)
      .filter(({ canary }) => canary.shownBy !== each)
      .map(({ canary, encoding }) => `a mail: ${canary.kind}, ${encoding}`),
  );

function leaksInAnswers({ client, canaries }: Scene, operations: Operation[]): string[] {
  const nameOf = (told: string): string =>
    operations.find(({ method, path }) => matches(`${method} ${path}`, told))?.name ?? told;
  return client.told.flatMap((told) => {
    const name = nameOf(told.operation);
    return canaries
      .in(told.text)
      .filter(({ canary }) => {
        // Within ten seconds the token before answers the same successor: the one answer that is given twice.
        const first = canary.shownBy === told || name === 'POST /v1/auth/refresh';
        return !first || SHOW_ONCE[canary.kind]?.includes(name) !== true;
      })
      .map(({ canary, encoding }) => `${name}: ${canary.kind}, ${encoding}`);
  });
}

const matches = (template: string, told: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(told);
