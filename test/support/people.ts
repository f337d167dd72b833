import { randomUUID } from 'node:crypto';
import type { Mailbox } from './mailbox.js';
import { type Answer, type Client, type Customer, PASSWORD, type Tenure } from './tenure.js';

export interface Colleague {
  email: string;
  memberId: string;
  token: string;
  refreshToken: string;
}

/** Invites a new person into a customer's business. The person accepts by the mailed link. */
export async function colleague(
  tenure: Client & { mails: Pick<Mailbox, 'token'> },
  { token }: { token: string },
  role: 'admin' | 'member' = 'member',
): Promise<Colleague> {
  const email = `${randomUUID()}@example.com`;
  const invited = await tenure.post('/v1/invitations', { token, body: { email, role } });
  if (invited.status !== 201) throw new Error(`Inviting was answered ${JSON.stringify(invited.body)}`);
  const link = await tenure.mails.token(email, 'invitations');
  const person = { firstName: 'Grace', lastName: 'Hopper', password: PASSWORD };
  const { status, body } = await tenure.post(`/v1/auth/invitations/${link}/accept`, { body: person });
  if (status !== 200) throw new Error(`Accepting was answered ${JSON.stringify(body)}`);
  const members = await tenure.get('/v1/members?kind=human&limit=100', { token });
  const { id } = members.body.data.find((member: { email: string }) => member.email === email);
  const { accessToken, refreshToken } = body.tokens;
  return { email, memberId: id, token: accessToken, refreshToken };
}

/** Moves a customer to another plan, as the operator. */
export async function putOnPlan(tenure: Tenure, { businessId }: Customer, planCode: string): Promise<Answer> {
  const token = await tenure.operator();
  return tenure.put(`/v1/admin/businesses/${businessId}/subscription`, { token, body: { planCode } });
}
