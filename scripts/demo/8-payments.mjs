import { createOnClock } from './people.mjs';
import { Story } from './story.mjs';

export const title = '8. A card is declined';

export async function tell(story) {
  if (story.launchInvoicing === null) {
    story.say('This needs a server that the demo starts, because PAYMENTS is set at the start of a server.');
    return;
  }
  story.say(
    'A server with PAYMENTS=manual starts on the same database. On a test clock no bank is asked: the clock pays.',
  );
  const paying = new Story(await story.launchInvoicing());
  await paying.logIn(story.operatorLogin);
  const [free, pro] = ['nothing', 'pro'].map((name) => `demo-${name}-${story.run}`);
  const plan = (code, amount, more = {}) =>
    paying.quietly(
      'POST',
      '/v1/admin/plans',
      {
        ...paying.operator,
        body: {
          code,
          name: code,
          price: { amount, currency: 'USD' },
          interval: { unit: 'month', count: 1 },
          limits: { recordings: 100, seats: 3 },
          ...more,
        },
      },
      201,
    );
  await plan(free, 0);
  await plan(pro, 4900, { whenUnpaid: { switchTo: free }, graceDays: 14 });
  const at = (day) => `${day}T09:00:00.000Z`;

  /** Makes a business on the plan. Its test clock pays the first invoice. */
  async function customer() {
    const made = await createOnClock(paying, at('2026-01-31'), free);
    const { businessId, clockId } = made;
    const subscription = `/v1/admin/businesses/${businessId}/subscription`;
    const body = { planCode: pro, collect: true };
    await paying.ask('PUT', subscription, { ...paying.operator, body }, 200, {
      status: 'active',
      plan: { code: pro },
    });
    const clock = `/v1/admin/test-clocks/${clockId}`;
    return {
      ...made,
      payments: (how) =>
        paying.ask('PATCH', clock, { ...paying.operator, body: { payments: how } }, 200, { payments: how }),
      advance: (to) =>
        paying.ask('POST', `${clock}/advance`, { ...paying.operator, body: { to: at(to) } }, 200, {}),
      invoices: (statuses) =>
        paying.ask('GET', '/v1/invoices', made.owner, 200, { data: isA(statuses) }, ({ data }) =>
          data.map(({ total, status, cycle }) => ({ startsAt: cycle.startsAt, total, status })),
        ),
    };
  }
  const isA = (statuses) => (invoices) => invoices.map(({ status }) => status).join() === statuses;

  const ada = await customer();
  await ada.invoices('paid');
  story.say('The card is declined when the cycle of February is over. The next cycle begins nevertheless.');
  await ada.payments('decline');
  await ada.advance('2026-03-01');
  await paying.ask('GET', '/v1/subscription', ada.owner, 200, {
    status: 'pastDue',
    cycle: { index: 1, endsAt: at('2026-03-31') },
    accessUntil: at('2026-03-14'),
  });

  story.say('Access does not wait for money: the bot can still spend in the days of grace.');
  const spend = { ...ada.bot, body: { feature: 'recordings', amount: 10 } };
  await paying.ask('POST', '/v1/usage', spend, 200, { used: 10, remaining: 90 });
  await ada.invoices('open,paid');

  story.say('With a new card the payment succeeds, and the subscription is active again.');
  await ada.payments('succeed');
  await paying.ask('GET', '/v1/subscription', ada.owner, 200, {
    status: 'active',
    cycle: { index: 1, endsAt: at('2026-03-31') },
  });
  await ada.invoices('paid,paid');

  story.say('Another customer never pays. After the grace, as its plan says, it moves to the free plan.');
  const bob = await customer();
  await bob.payments('decline');
  await bob.advance('2026-03-14');
  await paying.ask('GET', '/v1/subscription', bob.owner, 200, {
    status: 'active',
    plan: { code: free },
    cycle: { index: 2, startsAt: at('2026-03-14') },
  });
  await bob.invoices('void,paid');
  for (const code of [pro, free])
    await paying.quietly('POST', `/v1/admin/plans/${code}/archive`, { ...paying.operator }, 200);
  story.calls += paying.calls;
}
