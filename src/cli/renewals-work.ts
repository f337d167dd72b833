import { Clock } from '../common/clock.js';
import { ProviderAccountService } from '../payments/index.js';
import { RenewalLoopService } from '../subscriptions/index.js';
import { done, Refused, type Result } from './command.js';
import { withServices } from './with-services.js';

const NOBODY_RENEWS =
  'No server has finished a run since then. Check: (1) a server has RENEWALS=on and a correct clock; (2) nobody has locked the due subscriptions (tenure doctor); (3) runs do not fail or take long (the logs of the servers). By hand: tenure renewals run';
const HELD_UP =
  'The loop runs, and leaves these to its next run. Somebody has locked them (tenure doctor), or their statements take too long (the logs of the servers). After an outage there is a backlog: then the number falls';
/** If no run has ended for this time, no loop runs: it runs far more often. */
const QUIET_MS = 60_000;
/** If a subscription is due for longer than this, the loop cannot renew it. The alert TenureRenewalsLate has the same limit. */
const LATE_SECONDS = 300;

/**
 * Shows how far the renewal loop is, and which subscriptions it could not renew. The exit status is 3 if subscriptions stay due or
 * were set aside, whether a loop runs or not.
 */
export function renewalStatus(env: NodeJS.ProcessEnv): Promise<Result> {
  return withServices(env, async (services) => {
    const state = await services.get(RenewalLoopService).state();
    const { lastRunAt, lagSeconds, due, setAside } = state;
    const quietMs = services.get(Clock).now().getTime() - (lastRunAt?.getTime() ?? 0);
    const isLoopDown = due > 0 && quietMs > QUIET_MS;
    const heldUp = !isLoopDown && lagSeconds > LATE_SECONDS;
    const lines = [
      `last run   ${lastRunAt === null ? 'never' : lastRunAt.toISOString()}`,
      `due        ${due}`,
      `lag        ${Math.round(lagSeconds)} s`,
      `set aside  ${setAside.length}`,
      ...(isLoopDown ? [NOBODY_RENEWS] : []),
      ...(heldUp ? [HELD_UP] : []),
      ...setAside.map(
        ({ businessId, subscriptionId, error, attempts, nextAttemptAt }) =>
          `  business ${businessId}, subscription ${subscriptionId}: ${attempts} attempts, ` +
          `the next one at ${nextAttemptAt.toISOString()}: ${error}`,
      ),
    ];
    return done(lines, state, isLoopDown || heldUp || setAside.length > 0 ? 3 : 0);
  });
}

/** Renews the subscriptions that are due now. @throws DomainError `renewal_running`, `clock_wrong` */
export function runRenewals(env: NodeJS.ProcessEnv, dryRun: boolean): Promise<Result> {
  return withServices(env, async (services) => {
    // If PAYMENTS is missing by mistake, a run would end plans whose lapse the servers postpone.
    if (!dryRun && !env.PAYMENTS && (await services.get(ProviderAccountService).lacksProvider()))
      throw new Refused(
        'This database has collected with a payment provider. Set PAYMENTS as the servers have it; with "stripe", its key, too. Nothing was done.',
      );
    const counts = await services.get(RenewalLoopService).runNow(dryRun);
    const { renewed, switched, ended, setAside } = counts;
    const lines = [
      `renewed    ${renewed}`,
      `switched   ${switched}`,
      `ended      ${ended}`,
      `set aside  ${setAside}`,
    ];
    return done(lines, counts, setAside > 0 ? 3 : 0);
  });
}
