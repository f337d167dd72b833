/**
 * A product that spends: one unit of work after the other, until the plan says stop.
 *
 *   npm start                                        in one terminal; then sign up, and take the bot's key
 *   TENURE_KEY=tnr_live_… node examples/sdk-loop.mjs
 *
 * Every unit has a key of its own, made before the first attempt. So it is always safe to ask again: after a lost answer,
 * a 503 or a crash of either side, the unit is spent once.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const {
  TENURE_URL = 'http://127.0.0.1:3000',
  TENURE_KEY,
  FEATURE = 'recordings',
  UNITS = 'Infinity',
} = process.env;
if (!TENURE_KEY) {
  console.error('Set TENURE_KEY to the API key of a bot; POST /v1/auth/signup answers one.');
  process.exit(2);
}

let done = 0;
while (done < Number(UNITS)) {
  const { status, problem, balance } = await spend(FEATURE, 1, randomUUID());
  if (status === 402) {
    const plans = problem.unlockedBy.map(({ code, limit }) => `${code} (${limit ?? 'unlimited'})`).join(', ');
    console.log(
      `Stopped after ${done}: ${problem.used} used, ${problem.remaining} left until ${problem.resetsAt}.`,
    );
    console.log(plans === '' ? 'No plan allows more.' : `More with: ${plans}.`);
    break;
  }
  if (status !== 200) throw new Error(`${status} ${problem.code}: ${problem.detail}`);
  // Here the product does what the unit is for.
  done += 1;
  if (done % 25 === 0) console.log(`${done} done, ${balance.remaining ?? 'unlimited'} left`);
}

/** Spends until it is known whether it was spent: waits as long as it is told, and longer each time. */
async function spend(feature, amount, key) {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await fetch(`${TENURE_URL}/v1/usage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': TENURE_KEY, 'idempotency-key': key },
      body: JSON.stringify({ feature, amount }),
      signal: AbortSignal.timeout(5_000),
    }).catch(() => null);
    const body = await answer?.json().catch(() => null);
    if (answer?.status === 200 && body) return { status: 200, balance: body };
    const inProgress = body?.code === 'idempotency_in_progress';
    if (answer !== null && body && answer.status < 500 && answer.status !== 429 && !inProgress) {
      return { status: answer.status, problem: body };
    }
    const told = millisecondsOf(answer?.headers.get('retry-after') ?? '0');
    const backOff = Math.min(10_000, 100 * 2 ** attempt);
    await sleep(Math.max(told, backOff) * (0.5 + Math.random() / 2) + told / 2);
  }
}

/** The time that `Retry-After` says: seconds, or a date, as a proxy may write it. */
function millisecondsOf(retryAfter) {
  const ms = Number.isNaN(Number(retryAfter))
    ? Date.parse(retryAfter) - Date.now()
    : Number(retryAfter) * 1000;
  return ms > 0 ? ms : 0;
}
