import { createOnClock } from './people.mjs';

export const title = '4. A year of a business’s life';

export async function tell(story) {
  const [free, team, firm] = ['free', 'team', 'firm'].map((name) => `demo-${name}-${story.run}`);
  const month = { unit: 'month', count: 1 };
  const plan = (code, amount, recordings, more = {}) =>
    story.quietly(
      'POST',
      '/v1/admin/plans',
      {
        ...story.operator,
        body: {
          code,
          name: code,
          price: { amount, currency: 'USD' },
          interval: month,
          visibility: 'public',
          limits: { recordings, seats: 3 },
          ...more,
        },
      },
      201,
    );
  story.say('Three plans: a free one, one with a trial that falls back to it, and a more expensive one.');
  await plan(free, 0, 10);
  await plan(team, 4900, 100, { trialDays: 14, whenTrialEnds: { switchTo: free } });
  await plan(firm, 9900, 500, { selfService: true });

  story.say('On the 31st of January the owner tries the team plan: a trial, at once.');
  const { businessId, clockId, bot, owner } = await createOnClock(story, '2026-01-31T09:00:00.000Z', free);
  const at = (day) => `${day}T09:00:00.000Z`;
  const change = (planCode) => ['PUT', '/v1/subscription/plan', { ...owner, body: { planCode } }];
  const advance = (to) =>
    story.ask(
      'POST',
      `/v1/admin/test-clocks/${clockId}/advance`,
      { ...story.operator, body: { to: at(to) } },
      200,
      {},
    );
  await story.ask(...change(team), 200, {
    status: 'trialing',
    plan: { code: team },
    trialEndsAt: at('2026-02-14'),
  });

  story.say('The owner can see what comes: without a payment the trial falls back to the free plan.');
  await story.ask('GET', '/v1/subscription/upcoming?cycles=1', owner, 200, {
    data: (turns) => turns[0].event === 'switch' && turns[0].planCode === free,
  });

  story.say('On the 10th of February the customer pays, and the operator’s backend converts the trial.');
  await advance('2026-02-10');
  const subscription = `/v1/admin/businesses/${businessId}/subscription`;
  await story.ask('PUT', subscription, { ...story.operator, body: { planCode: team } }, 200, {
    status: 'active',
    cycle: { index: 1, startsAt: at('2026-02-10'), endsAt: at('2026-03-10') },
  });

  story.say('In May an upgrade, at once: the cycle and the usage stay, and the new limit applies.');
  await advance('2026-05-20');
  const spend = ['POST', '/v1/usage', { ...bot, body: { feature: 'recordings', amount: 100 } }];
  await story.ask(...spend, 200, { used: 100, remaining: 0 });
  await story.ask(...change(firm), 200, {
    plan: { code: firm },
    cycle: { startsAt: at('2026-05-10'), endsAt: at('2026-06-10') },
  });
  await story.ask(...spend, 200, { used: 200, limit: 500 });

  story.say(
    'In August a downgrade: it waits for the end of the cycle, because a change now would reset the counter.',
  );
  await advance('2026-08-20');
  await story.ask('GET', `/v1/subscription/plan/preview?planCode=${free}`, owner, 200, {
    when: 'cycleEnd',
    effectiveAt: at('2026-09-10'),
  });
  await story.ask('PUT', '/v1/subscription/plan', { ...owner, body: { planCode: free, when: 'now' } }, 409, {
    code: 'change_at_cycle_end',
  });
  await story.ask(...change(free), 200, { plan: { code: firm }, pendingPlan: { code: free } });
  await advance('2026-09-10');
  await story.ask('GET', '/v1/subscription', owner, 200, { plan: { code: free }, pendingPlan: null });

  story.say('The owner cancels, and then resumes.');
  await story.ask('POST', '/v1/subscription/cancel', owner, 200, { cancelAtCycleEnd: true });
  await story.ask('POST', '/v1/subscription/resume', owner, 200, { cancelAtCycleEnd: false });

  story.say('Time goes on to February. Every month of the year is in the list, with what was used in it.');
  await advance('2027-02-01');
  await story.ask('GET', '/v1/subscription/cycles?limit=100', owner, 200, {
    data: (cycles) => cycles.length === 13 && cycles[0].endsAt === at('2027-02-10'),
  });

  for (const code of [team, firm, free]) {
    await story.quietly('POST', `/v1/admin/plans/${code}/archive`, story.operator, 200);
  }
}
