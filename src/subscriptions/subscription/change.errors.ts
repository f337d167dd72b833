import { DomainError, WrongState } from '../../common/domain-error.js';
import type { SubscriptionRow } from './subscription.rows.js';

/**
 * Refuses an immediate change while an invoice is not paid: the change would leave that debt behind.
 *
 * @throws DomainError `wrong_state`
 */
export function refusePastDue({ status }: SubscriptionRow): void {
  if (status !== 'pastDue') return;
  const detail = 'An invoice is not paid. Until it is, another plan can take over only when the cycle ends.';
  throw new WrongState(status, detail);
}

/** An owner asked for a change at once that takes effect at the end of the cycle only. */
export function onlyAtCycleEnd({ cycleEndsAt }: SubscriptionRow): DomainError {
  const detail = 'A change to a plan that is not dearer takes effect when the cycle ends.';
  return new DomainError('change_at_cycle_end', detail, { cycleEndsAt: cycleEndsAt.toISOString() });
}

/**
 * Refuses seats where the price is not per seat, more seats for the end of a cycle, and fewer at once with newer terms.
 *
 * @throws DomainError `wrong_state`
 */
export function refuseSeats(perSeat: boolean, atCycleEnd: boolean, fewer: boolean): void {
  refuseWithoutSeats(perSeat);
  if (atCycleEnd) throw seatsAreForNow();
  if (fewer)
    throw seatsRefused(
      'fewer_seats',
      'There are more seats than that. Ask for fewer without the newest terms.',
    );
}

/** @throws DomainError `wrong_state` where the price is not per seat */
export function refuseWithoutSeats(perSeat: boolean): void {
  if (!perSeat) throw seatsRefused('no_seats', 'The price of the plan is not per seat.');
}

/** Fewer seats were asked for at once: until the cycle ends they are paid for. */
export const seatsAtCycleEnd = ({ cycleEndsAt }: SubscriptionRow): DomainError =>
  new DomainError('change_at_cycle_end', 'Fewer seats take effect when the cycle ends.', {
    cycleEndsAt: cycleEndsAt.toISOString(),
  });

/** More seats are held than would be left. */
export const seatsHeld = (): DomainError =>
  seatsRefused(
    'seats_held',
    'More seats are held than would be left. Remove members or revoke invitations first.',
  );

/** Seats were asked for with a plan that takes over at the end of the cycle. */
export const seatsAreForNow = (): DomainError =>
  seatsRefused('seats_now', 'Seats are bought at once, not at the end of a cycle.');

const seatsRefused = (state: string, detail: string) => new WrongState(state, detail);

/** The row is locked, so this never happens. If it did, nothing would be lost. */
export function written(done: boolean): true {
  if (done) return true;
  throw new DomainError('unavailable', 'The subscription was changed at the same moment. Ask again.');
}
