import { signUp } from './people.mjs';

export const title = '1. A customer signs up, and its bot spends until the limit answers';

export async function tell(story) {
  story.say('Anybody can read the catalogue.');
  const { data: plans } = await story.ask(
    'GET',
    '/v1/plans?limit=100',
    {},
    200,
    { data: isCatalogue },
    ({ data }) =>
      data.map(({ code, price, limits }) => ({ code, price: price.amount, recordings: limits.recordings })),
  );
  const limit = plans.find(({ code }) => code === 'free').limits.recordings;

  story.say(
    'A sign-up makes a business, its owner, a bot with a key, and a subscription on the default plan.',
  );
  const { businessId, bot } = await signUp(story);

  story.say(`The bot spends its ${limit} recordings, one at a time and many at once.`);
  const spend = (amount) => ['POST', '/v1/usage', { ...bot, body: { feature: 'recordings', amount } }];
  await story.ask(...spend(1), 200, { granted: 1, used: 1, limit, remaining: limit - 1 });
  await Promise.all(Array.from({ length: limit - 2 }, () => story.quietly(...spend(1), 200, { granted: 1 })));
  await story.ask(...spend(1), 200, { granted: 1, used: limit, limit, remaining: 0 });

  story.say('The next spend is refused. The answer says when the limit resets, and which plans allow more.');
  await story.ask(...spend(1), 402, {
    code: 'limit_reached',
    used: limit,
    remaining: 0,
    resetsAt: (at) => Date.parse(at) > Date.now(),
    unlockedBy: (found) =>
      codes(found).includes('pro') && found.every((plan) => plan.limit === null || plan.limit > limit),
  });

  story.say('The customer has paid, so the operator moves the business to a hidden plan without limits.');
  const subscription = `/v1/admin/businesses/${businessId}/subscription`;
  await story.ask('PUT', subscription, { ...story.operator, body: { planCode: 'limitless' } }, 200, {
    status: 'active',
    plan: { code: 'limitless' },
  });

  story.say('The bot can spend again from the next request on.');
  await story.ask(...spend(900), 200, { granted: 900, limit: null, remaining: null });
}

/** Whether these are the plans of the example catalogue, without the hidden ones. */
function isCatalogue(plans) {
  const found = codes(plans);
  return found.includes('free') && found.includes('pro') && !found.includes('limitless');
}

const codes = (plans) => (Array.isArray(plans) ? plans : []).map(({ code }) => code);
