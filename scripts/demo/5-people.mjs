import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signUp } from './people.mjs';

export const title = '5. People join by mail, keys are rotated, and removed people lose access';

const COLLEAGUE = { firstName: 'Grace', lastName: 'Hopper', password: 'nanoseconds of wire' };

export async function tell(story) {
  const { bot, owner } = await signUp(story);

  story.say('The owner’s bot gets a new key. For an hour both keys work.');
  const { bot: me, key } = await story.quietly('GET', '/v1/sdk/me', bot, 200);
  const path = `/v1/bots/${me.id}/keys/${key.id}/rotate`;
  const rotated = await story.ask('POST', path, { ...owner, body: { overlapSeconds: 3600 } }, 201, {
    prefix: 'tnr_live_',
    expiresAt: null,
  });
  await story.ask('GET', '/v1/sdk/me', bot, 200, { key: { expiresAt: (end) => end !== null } });
  await story.ask('GET', '/v1/sdk/me', { key: rotated.apiKey, as: 'bot, new key' }, 200, {
    key: { id: rotated.id },
  });

  if (story.mailFolder === null) {
    story.say('The rest needs mails: set DATA_DIR to the folder of the server to read them.');
    return;
  }

  story.say('The owner invites a colleague, who accepts by the mailed link.');
  const email = `grace.${story.run}@example.com`;
  await story.ask('POST', '/v1/invitations', { ...owner, body: { email, role: 'member' } }, 201, {
    status: 'pending',
  });
  const link = await mailedToken(story, email, 'invitations');
  const { tokens } = await story.quietly(
    'POST',
    `/v1/auth/invitations/${link}/accept`,
    { body: COLLEAGUE },
    200,
  );
  const grace = { token: tokens.accessToken, as: 'grace' };
  await story.ask('GET', '/v1/me', grace, 200, { email, role: 'member' });

  story.say('She forgets her password, and chooses a new one by the mailed link. Every session ends.');
  await story.ask('POST', '/v1/auth/password-reset', { body: { email } }, 202);
  const token = await mailedToken(story, email, 'reset-password');
  const password = 'a bug in the relay 1947';
  await story.quietly('POST', '/v1/auth/password-reset/confirm', { body: { token, password } }, 204);
  await story.ask('GET', '/v1/me', grace, 401, { code: 'unauthenticated' });
  const again = await story.quietly('POST', '/v1/auth/login', { body: { email, password } }, 200);
  const back = { token: again.tokens.accessToken, as: 'grace' };
  await story.ask('GET', '/v1/members?kind=human', back, 200, { data: (members) => members.length === 2 });

  story.say('The owner removes her: her next request is refused.');
  const { data } = await story.quietly('GET', '/v1/members?kind=human', owner, 200);
  await story.ask('DELETE', `/v1/members/${data.find((one) => one.email === email).id}`, owner, 204);
  await story.ask('GET', '/v1/members', back, 403, { code: 'not_a_member' });
}

async function mailedToken(story, address, page) {
  const link = new RegExp(`/${page}/([0-9A-Za-z]+)$`, 'm');
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const files = (await readdir(story.mailFolder).catch(() => []))
      .filter((name) => name.endsWith('.eml'))
      .sort();
    for (const file of files.reverse()) {
      const mail = await readFile(join(story.mailFolder, file), 'utf8');
      const token = mail.includes(`\nTo: ${address}\n`) ? link.exec(mail)?.[1] : undefined;
      if (token !== undefined) return token;
    }
    await sleep(50);
  }
  throw new Error(`No ${page} mail to ${address} came to ${story.mailFolder}.`);
}
