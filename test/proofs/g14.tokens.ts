import { randomUUID } from 'node:crypto';
import { type Answer, PASSWORD, type Tenure } from '../support/tenure.js';

const TWINS = 50;
const PERSON = { firstName: 'Grace', lastName: 'Hopper', password: PASSWORD };

/** How many of fifty who come at once with the same thing were let through. */
export interface OneUse {
  resets: number;
  invitations: number;
  members: number;
  successors: number;
  accounts: number;
  /** Whether an older refresh token is refused, and takes its family with it. */
  familyEnded: boolean;
}

const twins = (call: (index: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: TWINS }, (_, index) => call(index)));
const through = (answers: Answer[]): number => answers.filter(({ status }) => status < 300).length;

/** One token, one use, however many try (G14). */
export async function oneUse(tenure: Tenure): Promise<OneUse> {
  const owner = await tenure.signUp();
  await tenure.post('/v1/auth/password-reset', { body: { email: owner.email } });
  const reset = await tenure.mails.token(owner.email, 'reset-password');
  const resets = await twins((index) =>
    tenure.post('/v1/auth/password-reset/confirm', {
      body: { token: reset, password: `password no. ${index}` },
    }),
  );

  const host = await tenure.signUp();
  const email = `${randomUUID()}@example.com`;
  await tenure.post('/v1/invitations', { token: host.token, body: { email, role: 'member' } });
  const link = await tenure.mails.token(email, 'invitations');
  const accepts = await twins(() => tenure.post(`/v1/auth/invitations/${link}/accept`, { body: PERSON }));
  const members = await tenure.get('/v1/members?kind=human', { token: host.token });

  const { refreshToken } = host;
  const refresh = (token: string) => tenure.post('/v1/auth/refresh', { body: { refreshToken: token } });
  const refreshed = await twins(() => refresh(refreshToken));
  const successors = new Set(refreshed.map(({ body }) => body.tokens?.refreshToken as string));
  const newest = (await refresh([...successors][0] ?? '')).body.tokens;
  const older = await refresh(refreshToken);
  const after = await refresh(newest.refreshToken);

  const name = randomUUID();
  const signups = await twins((index) => {
    const cased = [...name]
      .map((message, at) => ((index >> (at % 6)) & 1 ? message.toUpperCase() : message))
      .join('');
    const body = { business: { name: 'Twins' }, email: `${cased}@Example.com`, ...PERSON };
    return tenure.post('/v1/auth/signup', { body });
  });
  return {
    resets: through(resets),
    invitations: through(accepts),
    members: members.body.data.length - 1,
    successors: successors.size,
    accounts: through(signups),
    familyEnded: older.status === 401 && after.status === 401,
  };
}
