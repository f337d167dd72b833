import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Purpose } from '../../src/auth/account/user-token.rows.js';
import { UserTokensService } from '../../src/auth/account/user-tokens.service.js';
import { type Answer, type Customer, PASSWORD, type Tenure } from '../support/tenure.js';

const OWNERS = 'the password of the owner';
/** Milliseconds in which the thief's requests begin, around those of the owner. */
const SPREAD_MS = 120;

/** What a thief still has after the owner has taken the account back, and how much was tried. */
export interface Recovery {
  taken: number;
  /** Rounds in which the thief changed the password or the address first, so that the owner was refused. */
  overtaken: number;
  /** Requests of the thief that were answered with tokens, or with a change that was made. */
  thiefsSuccesses: number;
  sessions: number;
  links: number;
  passwords: number;
}

/**
 * Takes an account back in `rounds` rounds, by a mailed reset and by a change of password in turn, while a thief who
 * knows the old password and has a session uses both (G22).
 */
export async function recovery(tenure: Tenure, rounds: number): Promise<Recovery> {
  const sum = { taken: 0, overtaken: 0, thiefsSuccesses: 0, sessions: 0, links: 0, passwords: 0 };
  for (let round = 0; sum.taken < rounds; round += 1) {
    if (sum.overtaken > 2 * rounds + 10) throw new Error(`The owner was refused in ${sum.overtaken} rounds.`);
    const { taken, ...left } = await takeBack(tenure, round % 2 === 0 ? 'reset' : 'change');
    if (!taken) sum.overtaken += 1;
    else sum.taken += 1;
    for (const [name, count] of Object.entries(left)) sum[name as keyof typeof left] += count;
  }
  return sum;
}

async function takeBack(tenure: Tenure, way: 'reset' | 'change') {
  const owner = await tenure.signUp();
  const { email, token } = owner;
  const login = (password: string) => tenure.post('/v1/auth/login', { body: { email, password } });
  const change = (as: string, password: string) =>
    tenure.post('/v1/me/password', { token: as, body: { current: PASSWORD, password } });
  const thief = (await login(PASSWORD)).body.tokens as Tokens;
  const kept = await link(tenure, email, 'email_change', `${randomUUID()}@example.net`);
  const reset = way === 'reset' ? await link(tenure, email, 'reset', email) : '';

  const thiefsPasswords = ['the first password of a thief', 'the second password of a thief'];
  const tries = Promise.all([
    ...thiefsWork(tenure, owner, thief).map(soon),
    ...thiefsPasswords.map((password) => soon(() => change(thief.accessToken, password))),
  ]);
  // Some of the thief's requests come before, and some after.
  await sleep(((1 + Math.random()) / 2) * SPREAD_MS);
  const taking = await (way === 'reset'
    ? tenure.post('/v1/auth/password-reset/confirm', { body: { token: reset, password: OWNERS } })
    : change(token, OWNERS));
  const answers = await tries;
  const taken = taking.status === 204;
  const thiefsSuccesses = answers.filter(({ status }) => status < 300).length;
  if (!taken) return { taken, thiefsSuccesses, sessions: 0, links: 0, passwords: 0 };

  const rows = await alive(tenure, email);
  const handedOut = [thief, ...answers.flatMap(({ body }) => (body?.tokens as Tokens | undefined) ?? [])];
  const stillGood = await Promise.all(handedOut.map((tokens) => isGood(tenure, tokens)));
  const followed = await tenure.post('/v1/auth/verify-email', { body: { token: kept } });
  const ways = [PASSWORD, ...thiefsPasswords].map(async (password) => (await login(password)).status === 200);
  const passwords = (await Promise.all(ways)).filter(Boolean).length;
  const back = await login(OWNERS);
  return {
    taken,
    thiefsSuccesses,
    sessions: rows.sessions + stillGood.filter(Boolean).length,
    links: rows.links + Number(followed.status !== 410),
    passwords: passwords + Number(back.status !== 200),
  };
}

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

function thiefsWork(tenure: Tenure, { email, businessId }: Customer, { accessToken, refreshToken }: Tokens) {
  const credentials = { email, password: PASSWORD };
  const next = () => ({ email: `${randomUUID()}@example.net`, password: PASSWORD });
  const token = accessToken;
  return [
    () => tenure.post('/v1/auth/login', { body: credentials }),
    () => tenure.post('/v1/auth/login', { body: credentials }),
    () => tenure.post('/v1/auth/login', { body: credentials }),
    () => tenure.post(`/v1/me/businesses/${businessId}/switch`, { token }),
    () => tenure.post(`/v1/me/businesses/${businessId}/switch`, { token }),
    () => tenure.post(`/v1/me/businesses/${businessId}/switch`, { token }),
    () => tenure.post('/v1/auth/refresh', { body: { refreshToken } }),
    () => tenure.post('/v1/me/email', { token, body: next() }),
    () => tenure.post('/v1/me/email', { token, body: next() }),
    () => tenure.post('/v1/me/verify-email', { token }),
  ];
}

async function soon(call: () => Promise<Answer>): Promise<Answer> {
  await sleep(Math.random() * 2 * SPREAD_MS);
  return call();
}

/** The token of a mailed link, made as the service makes it, without the wait for the mail. */
function link(tenure: Tenure, email: string, purpose: Purpose, to: string): Promise<string> {
  return tenure.dataSource.transaction(async (manager) => {
    const [{ id: userId }] = await manager.query('SELECT id FROM users WHERE email = $1 FOR NO KEY UPDATE', [
      email,
    ]);
    return tenure.app.get(UserTokensService).issue(manager, { userId, purpose, email: to }, new Date());
  });
}

async function alive(tenure: Tenure, email: string): Promise<{ sessions: number; links: number }> {
  const [row] = await tenure.dataSource.query(
    `SELECT (SELECT count(*)::int FROM sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL) AS sessions,
            (SELECT count(*)::int FROM user_tokens t WHERE t.user_id = u.id AND t.spent_at IS NULL) AS links
     FROM users u WHERE u.email = $1`,
    [email],
  );
  return row ?? { sessions: 0, links: 1 };
}

async function isGood(tenure: Tenure, { accessToken, refreshToken }: Tokens): Promise<boolean> {
  const shown = await tenure.get('/v1/me', { token: accessToken });
  const refreshed = await tenure.post('/v1/auth/refresh', { body: { refreshToken } });
  return shown.status !== 401 || refreshed.status !== 401;
}
