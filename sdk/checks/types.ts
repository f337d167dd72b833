/** Compiled by test/sdk/package.spec.ts with the packed client. Every marked line has to be a type error. */
import {
  createTenure,
  isProblem,
  meter,
  type Meter,
  paged,
  session,
  type Tenure,
  unwrap,
} from '../src/index.js';
import { verifyWebhook } from '../src/webhooks.js';

const url = 'https://billing.example.com';
const outbox: unknown[] = [];

export async function spends(): Promise<void> {
  const bot = createTenure({ url, apiKey: 'tnr_live_x' });
  const units = meter(bot, { whenUnreachable: 'allow', onUnknown: (spend) => outbox.push(spend) });
  try {
    const spent = await units.consume('recordings', 1, { key: 'job-1' });
    const granted: number = spent.granted;
    const key: string | null = spent.key;
    // @ts-expect-error for a spend that the client decided itself, only `granted` is known
    const used: number = spent.used;
    if (!spent.unknown) outbox.push(spent.used, spent.cycle.endsAt, granted, key, used);
  } catch (error) {
    if (!isProblem(error, 'limit_reached')) throw error;
    const plans: string[] = error.problem.unlockedBy.map(({ code }) => code);
    const resetsAt: string | null = error.problem.resetsAt;
    // @ts-expect-error another problem has this member
    outbox.push(error.problem.checkoutUrl, plans, resetsAt);
  }
  const strict = meter(bot, { whenUnreachable: 'throw' });
  const granted = await strict.for('external:crm-7').consume('recordings', 1, { key: 'job-2' });
  const isAgain: boolean = granted.replayed;
  await strict.refund(granted);
  const either: Meter = strict;
  const refusing = await meter(bot, { whenUnreachable: 'refuse' }).consume('recordings');
  // @ts-expect-error a spend that nobody knows cannot be given back
  await units.refund(refusing);
  if (!refusing.unknown) await units.refund(refusing);
  outbox.push(either, isAgain);
  // @ts-expect-error there is no such code
  isProblem(new Error(), 'limit_reachd');
  // @ts-expect-error the caller has to choose what happens while the service cannot be reached
  meter(bot, {});
  // @ts-expect-error a spend that is allowed without an answer has to be recorded
  meter(bot, { whenUnreachable: 'allow' });
  // @ts-expect-error with `throw`, no spend is unknown
  meter(bot, { whenUnreachable: 'throw', onUnknown: () => undefined });
  // @ts-expect-error an amount is a number
  void units.consume('recordings', '1');
}

export async function reads(user: Tenure): Promise<void> {
  const { status, plan } = await unwrap(user.GET('/v1/subscription'));
  const code: string = plan.code;
  // @ts-expect-error there is no such path
  void user.GET('/v1/subscriptions');
  // @ts-expect-error the path has a parameter
  void user.GET('/v1/entitlements/{feature}');
  // @ts-expect-error the body lacks the feature
  void user.POST('/v1/usage', { body: { amount: 1 } });
  for await (const member of paged(user, '/v1/members', { params: { query: { limit: 5 } } })) {
    const id: string = member.id;
    outbox.push(id, status, code);
    // @ts-expect-error a member has no such field
    outbox.push(member.nonesuch);
  }
  // @ts-expect-error this path does not answer a list
  paged(user, '/v1/subscription');
}

export function logsIn(): Tenure {
  const load = () => null;
  createTenure({ url, session: session({ load, save: () => undefined }) });
  createTenure({ url, session: session({ refresh: () => Promise.resolve(null) }) });
  createTenure({ url });
  // @ts-expect-error a session that can be loaded must also be saved
  session({ load });
  // @ts-expect-error only one credential is allowed
  createTenure({ url, apiKey: 'a', session: session({ load, save: () => undefined }) });
  // @ts-expect-error the address of the service is required
  createTenure({ apiKey: 'a' });
  return createTenure({ url, apiKey: 'tnr_op_x', retry: { attempts: 1 } });
}

export function hears(body: Uint8Array, headers: Record<string, string | string[] | undefined>): string {
  const event = verifyWebhook(body, headers, ['whsec_a', 'whsec_b']);
  // @ts-expect-error a secret is needed
  verifyWebhook(body, headers);
  if (event.type === 'usage.threshold_reached') {
    const percent: number = event.data.usage.percent;
    outbox.push(percent);
  }
  // @ts-expect-error there is no such type of event
  if (event.type === 'usage.threshold_met') outbox.push(event);
  return event.id;
}
