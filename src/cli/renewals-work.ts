import { Clock } from '../common/clock.js';
import { RenewalLoopService } from '../subscriptions/index.js';
import { done, type Result } from './command.js';
import { withServices } from './with-services.js';

const NOBODY_RENEWS =
  'No server runs the loop: start one with RENEWALS=on whose clock is right (tenure doctor), or: tenure renewals run';
/** A loop runs far more often than this. */
const QUIET_MS = 60_000;

/** How far the renewal loop is, and what it could not renew. It is to be looked at when something is due and no loop runs. */
export function renewalStatus(env: NodeJS.ProcessEnv): Promise<Result> {
  return withServices(env, async (services) => {
    const state = await services.get(RenewalLoopService).state();
    const { lastRunAt, lagSeconds, due, setAside } = state;
    const quietMs = services.get(Clock).now().getTime() - (lastRunAt?.getTime() ?? 0);
    const stands = due > 0 && quietMs > QUIET_MS;
    const lines = [
      `last run   ${lastRunAt === null ? 'never' : lastRunAt.toISOString()}`,
      `due        ${due}`,
      `lag        ${Math.round(lagSeconds)} s`,
      `set aside  ${setAside.length}`,
      ...(stands ? [NOBODY_RENEWS] : []),
      ...setAside.map(
        ({ businessId, subscriptionId, error, attempts, nextAttemptAt }) =>
          `  business ${businessId}, subscription ${subscriptionId}: ${attempts} attempts, ` +
          `the next one at ${nextAttemptAt.toISOString()}: ${error}`,
      ),
    ];
    return done(lines, state, stands || setAside.length > 0 ? 3 : 0);
  });
}

/** Renews what is due now. @throws DomainError `renewal_running`, `clock_wrong` */
export function runRenewals(env: NodeJS.ProcessEnv, dryRun: boolean): Promise<Result> {
  return withServices(env, async (services) => {
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
