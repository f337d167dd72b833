import { DomainError, WrongState } from '../../common/domain-error.js';
import type { SubscriptionRow } from './subscription.rows.js';

/** The state of a subscription that can be changed no more. */
export const ENDED_STATE = { ended: 'the subscription has ended' };

/** The states in which a change of plan is refused. */
export const CHANGE_STATES = {
  ...ENDED_STATE,
  pastDue: 'an invoice is not paid: pay it first, or change when the cycle ends',
};

/** The states in which a change of seats is refused. */
export const SEAT_STATES = {
  no_seats: 'the price is not per seat',
  seats_now: 'seats are bought at once, not when the cycle ends',
  fewer_seats: '`terms` cannot reduce seats',
  seats_held: 'more seats are held than would be left',
};

/**
 * Refuses an immediate change while an invoice is not paid: the change would leave that debt behind.
 *
 * @throws DomainError `wrong_state`
 */
export function refusePastDue({ status }: SubscriptionRow): void {
  if (status !== 'pastDue') return;
  const detail = 'An invoice is not paid. Pay it first, or let another plan take over when the cycle ends.';
  throw new WrongState(status, detail);
}

/** The owner asked for a change now, but it takes effect only at the end of the cycle. */
export function onlyAtCycleEnd({ cycleEndsAt }: SubscriptionRow): DomainError {
  const detail =
    'No payment is due for this change now, so it takes effect when the cycle ends. Send it without "when" and "terms".';
  return new DomainError('change_at_cycle_end', detail, { cycleEndsAt: cycleEndsAt.toISOString() });
}

/**
 * Refuses seats if the price is not per seat, more seats for the end of a cycle, and fewer seats now together with newer terms.
 *
 * @throws DomainError `wrong_state`
 */
export function refuseSeats({
  perSeat,
  atCycleEnd,
  fewer,
}: {
  perSeat: boolean;
  atCycleEnd: boolean;
  fewer: boolean;
}): void {
  refuseWithoutSeats(perSeat);
  if (atCycleEnd) throw seatsAreForNow();
  if (fewer)
    throw seatsRefused(
      'fewer_seats',
      'Newer terms and fewer seats need two changes, one after the other. Send "quantity" without "terms".',
    );
}

/** Refuses seats if the price is not per seat. @throws DomainError `wrong_state` */
export function refuseWithoutSeats(perSeat: boolean): void {
  if (!perSeat) throw seatsRefused('no_seats', 'The price of the plan is not per seat.');
}

/** The owner asked for fewer seats now, but they are paid for until the cycle ends. */
export const seatsAtCycleEnd = ({ cycleEndsAt }: SubscriptionRow): DomainError =>
  new DomainError('change_at_cycle_end', 'Fewer seats take effect when the cycle ends.', {
    cycleEndsAt: cycleEndsAt.toISOString(),
  });

/** The business holds more seats than would be left. */
export const tooManySeatsHeld = (): DomainError =>
  seatsRefused(
    'seats_held',
    'More seats are held than would be left. Remove members or revoke invitations first.',
  );

/** The owner asked for seats with a plan that takes over at the end of the cycle. */
export const seatsAreForNow = (): DomainError =>
  seatsRefused('seats_now', 'Seats are bought at once, not at the end of a cycle.');

const seatsRefused = (state: string, detail: string) => new WrongState(state, detail);

/**
 * Throws if a write changed no row. This does not happen while callers lock the subscription first; the check finds a caller that
 * does not.
 */
export function refuseIfStale(done: boolean): true {
  if (done) return true;
  throw new DomainError('unavailable', 'The subscription was changed at the same moment. Try again.');
}
