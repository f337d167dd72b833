import { signUp } from './people.mjs';
import { Story } from './story.mjs';

export const title = '7. Two months without a renewal loop, and the first request is right';

const DAYS = 61;
const DAY = 86_400_000;
/** The cycle of the free plan. */
const CYCLE = 15 * DAY;

export async function tell(story) {
  if (story.launchAhead === null) {
    story.say('This needs a server that the demo starts, because it has to set the clock of the server.');
    return;
  }
  const { bot, owner } = await signUp(story);
  const spend = (amount) => ['POST', '/v1/usage', { ...bot, body: { feature: 'recordings', amount } }];
  const { cycle } = await story.ask(...spend(40), 200, { used: 40, remaining: 60, cycle: { index: 0 } });

  story.say(
    `Then a server without a loop, RENEWALS=off, starts on the same database. Its clock is ${DAYS} days ahead.`,
  );
  const later = new Story(await story.launchAhead(DAYS));
  await later.logIn(story.operatorLogin);
  await later.ask('GET', '/v1/admin/renewals', later.operator, 200, {
    due: (due) => due >= 1,
    lagSeconds: (lag) => lag > (DAYS - 16) * 86_400,
  });

  story.say(
    'Four cycles are over, and nothing has renewed them. The bot spends in the fifth cycle, from zero.',
  );
  const starts = Date.parse(cycle.startsAt);
  const boundary = (k) => new Date(starts + k * CYCLE).toISOString();
  await later.ask(...spend(1), 200, {
    used: 1,
    remaining: 99,
    cycle: { index: 4, startsAt: boundary(4), endsAt: boundary(5) },
  });

  story.say('That request wrote every missed cycle, and the earlier usage is still there.');
  const { email, password } = owner;
  const { tokens } = await later.quietly('POST', '/v1/auth/login', { body: { email, password } }, 200);
  const path = '/v1/subscription/cycles';
  await later.ask('GET', path, { token: tokens.accessToken, as: 'owner' }, 200, { data: isRow }, ({ data }) =>
    data.map(({ index, startsAt, usage }) => ({ index, startsAt, used: usage.recordings.used })),
  );
  await later.ask(...spend(1), 200, { used: 2, cycle: { index: 4 } });
  story.calls += later.calls;

  function isRow(cycles) {
    const used = cycles.map(({ usage }) => usage.recordings.used);
    return (
      used.join() === '1,0,0,0,40' &&
      cycles.every(({ startsAt, endsAt }, n) => startsAt === boundary(4 - n) && endsAt === boundary(5 - n))
    );
  }
}
