import { signUp } from './people.mjs';

export const title = '3. Every credential has its own door';

export async function tell(story) {
  const { bot, owner } = await signUp(story);

  story.say('A bot is never a user: its key works on no route of the dashboard.');
  await story.ask('GET', '/v1/subscription', bot, 401, {
    code: 'unauthenticated',
    detail: (why) => why.length > 0,
  });

  story.say('A person cannot spend, and cannot use the routes of operators.');
  const body = { feature: 'recordings' };
  await story.ask('POST', '/v1/usage', { ...owner, body }, 401, { code: 'unauthenticated' });
  await story.ask('GET', '/v1/admin/businesses', owner, 403, { code: 'wrong_principal' });

  story.say('Each credential works on its own routes.');
  await story.ask('GET', '/v1/sdk/me', bot, 200, {
    key: { mode: 'live' },
    scopes: (scopes) => scopes.includes('usage:write'),
  });
  await story.ask('GET', '/v1/me', owner, 200, { email: owner.email, role: 'owner' });
}
