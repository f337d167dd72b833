import type { EntityManager } from 'typeorm';

/**
 * The seats of a business, which people and open invitations hold, and which the plan limits. `usage`, a higher layer, counts them
 * and binds this port.
 */
export abstract class Seats {
  /**
   * Runs a transaction that may take or pass on a seat. The transactions of one business run one after the other.
   *
   * @throws TooManyWait when the transaction could not begin in time; nothing is done
   */
  abstract changing<T>(businessId: string, work: (manager: EntityManager) => Promise<T>): Promise<T>;

  /**
   * Takes a seat for a person, or for an invitation until `expiresAt`. If `holder` has a seat already, it sets the expiry.
   *
   * @throws LimitReached, NoActiveSubscription
   */
  abstract take(
    manager: EntityManager,
    businessId: string,
    holder: string,
    now: Date,
    expiresAt?: Date,
  ): Promise<void>;

  /** Takes a seat for a person, whatever the limit is: for an owner, and for the people of an imported business. */
  abstract takeAnyway(manager: EntityManager, businessId: string, memberId: string, now: Date): Promise<void>;

  /** Passes an invitation's seat to the person who accepts. @throws LimitReached while more seats are held than the plan allows */
  abstract pass(
    manager: EntityManager,
    businessId: string,
    from: string,
    to: string,
    now: Date,
  ): Promise<void>;

  /** Frees the seats of people and invitations, in one statement. Does nothing for those who have none. */
  abstract free(manager: EntityManager, businessId: string, ...holders: string[]): Promise<void>;
}
