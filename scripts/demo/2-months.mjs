import { createOnClock } from './people.mjs';

export const title = '2. Months pass on a test clock';

export async function tell(story) {
  const [monthly, season] = [`demo-monthly-${story.run}`, `demo-season-${story.run}`];
  story.say('The operator makes two hidden plans: one renews every month, one ends after its month.');
  await createPlan(story, monthly, 'renew');
  await createPlan(story, season, 'end');

  story.say(
    'A business can live at the time of a test clock. Its first cycle begins on the 31st of January.',
  );
  const { businessId, clockId, bot, owner } = await createOnClock(story, '2026-01-31T12:00:00.000Z', monthly);
  const spend = ['POST', '/v1/usage', { ...bot, body: { feature: 'recordings', amount: 10 } }];
  const cycle = (index, startsAt, endsAt) => ({
    index,
    startsAt: `${startsAt}T12:00:00.000Z`,
    endsAt: `${endsAt}T12:00:00.000Z`,
  });
  await story.ask(...spend, 200, { used: 10, remaining: 0, cycle: cycle(0, '2026-01-31', '2026-02-28') });
  await story.ask(...spend, 402, { code: 'limit_reached', resetsAt: '2026-02-28T12:00:00.000Z' });

  story.say('Two months pass in one call. Cycles are counted from the 31st, although February is shorter.');
  const advance = (to) => [
    'POST',
    `/v1/admin/test-clocks/${clockId}/advance`,
    { ...story.operator, body: { to } },
  ];
  await story.ask(...advance('2026-03-31T12:00:00.000Z'), 200, { renewed: 2, switched: 0, ended: 0 });

  story.say('Nothing was reset: the counter of the new cycle starts at zero because the cycle is new.');
  await story.ask('GET', '/v1/entitlements/recordings', bot, 200, { allowed: true, used: 0, remaining: 10 });
  await story.ask(...spend, 200, { used: 10, remaining: 0, cycle: cycle(2, '2026-03-31', '2026-04-30') });

  story.say(
    'The operator moves the business to the plan that ends. The interval is the same, so the cycle stays.',
  );
  const subscription = `/v1/admin/businesses/${businessId}/subscription`;
  await story.ask('PUT', subscription, { ...story.operator, body: { planCode: season } }, 200, {
    plan: { code: season },
    cycle: cycle(2, '2026-03-31', '2026-04-30'),
  });
  await story.ask(...advance('2026-04-30T12:00:00.000Z'), 200, { renewed: 0, switched: 0, ended: 1 });

  story.say('The subscription has ended. The owner sees it, and the bot is refused with the reason.');
  await story.ask('GET', '/v1/subscription', owner, 200, {
    status: 'ended',
    endReason: 'expired',
    endedAt: '2026-04-30T12:00:00.000Z',
  });
  await story.ask(...spend, 403, { code: 'no_active_subscription', detail: (why) => why.length > 0 });

  // Archives the plans, so that nobody can choose them.
  for (const code of [monthly, season]) {
    await story.quietly('POST', `/v1/admin/plans/${code}/archive`, story.operator, 200);
  }
}

async function createPlan(story, code, whenCycleEnds) {
  const interval = { unit: 'month', count: 1 };
  const terms = { price: { amount: 0, currency: 'USD' }, interval, limits: { recordings: 10 } };
  const body = { code, name: 'Demo', ...terms, whenCycleEnds, visibility: 'hidden' };
  await story.ask('POST', '/v1/admin/plans', { ...story.operator, body }, 201, { code, whenCycleEnds });
}
