import { randomUUID } from 'node:crypto';

const person = () => ({
  email: `ada.${randomUUID()}@example.com`,
  firstName: 'Ada',
  lastName: 'Lovelace',
  password: 'correct horse battery',
});

/** Signs up a new customer on the default plan. Returns its business and the credentials of its owner and of its bot. */
export async function signUp(story) {
  const owner = person();
  const body = { business: { name: 'Analytical Engines' }, ...owner };
  const made = await story.ask('POST', '/v1/auth/signup', { body }, 201, {
    subscription: { status: 'active', plan: { code: 'free' } },
    bot: { apiKey: (key) => /^tnr_live_[0-9A-Za-z]{60}$/.test(key) },
  });
  return customer(made, owner);
}

/** Creates a customer on a test clock that starts at `now`, as the operator. */
export async function createOnClock(story, now, planCode) {
  const clock = await story.ask('POST', '/v1/admin/test-clocks', { ...story.operator, body: { now } }, 201, {
    now,
  });
  const owner = person();
  const body = { name: 'Difference Engines', planCode, testClockId: clock.id, owner };
  const made = await story.ask('POST', '/v1/admin/businesses', { ...story.operator, body }, 201, {
    subscription: { plan: { code: planCode }, cycle: { startsAt: now } },
    bot: { apiKey: (key) => /^tnr_test_[0-9A-Za-z]{60}$/.test(key) },
  });
  return { clockId: clock.id, ...customer(made, owner) };
}

const customer = ({ business, tokens, bot }, { email, password }) => ({
  businessId: business.id,
  owner: { token: tokens.accessToken, email, password, as: 'owner' },
  bot: { key: bot.apiKey, as: 'bot' },
});
