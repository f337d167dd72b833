import { DomainError } from '../../common/domain-error.js';
import type { SubscriptionRow } from './subscription.rows.js';

/** What is owed comes first: a change at once would leave it behind. @throws DomainError `wrong_state` */
export function refusePastDue({ status }: SubscriptionRow): void {
  if (status !== 'pastDue') return;
  const detail = 'An invoice is not paid. Until it is, another plan can take over only when the cycle ends.';
  throw new DomainError('wrong_state', detail, { state: status });
}

/** An owner asked for a change at once that takes effect at the end of the cycle only. */
export function onlyAtCycleEnd({ cycleEndsAt }: SubscriptionRow): DomainError {
  const detail = 'A change to a plan that is not dearer takes effect when the cycle ends.';
  return new DomainError('change_at_cycle_end', detail, { cycleEndsAt: cycleEndsAt.toISOString() });
}

/**
 * Refuses seats where the price is not per seat, for the end of a cycle, and fewer than there are: operators set those.
 *
 * @throws DomainError `wrong_state`
 */
export function refuseSeats(perSeat: boolean, atCycleEnd: boolean, fewer: boolean): void {
  if (!perSeat) throw seatsRefused('no_seats', 'The price of the plan is not per seat.');
  if (atCycleEnd) throw seatsAreForNow();
  if (fewer) throw seatsRefused('fewer_seats', 'There are more seats than that already.');
}

/** Seats were asked for with a plan that takes over at the end of the cycle. */
export const seatsAreForNow = (): DomainError =>
  seatsRefused('seats_now', 'Seats are bought at once, not at the end of a cycle.');

const seatsRefused = (state: string, detail: string) => new DomainError('wrong_state', detail, { state });

/** The row is locked, so this never happens. If it did, nothing would be lost. */
export function written(done: boolean): true {
  if (done) return true;
  throw new DomainError('unavailable', 'The subscription was changed at the same moment. Ask again.');
}
