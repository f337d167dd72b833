import type { EntityManager } from 'typeorm';

/** What an edit of a plan needs from running cycles. Cycles belong to the higher layer `subscriptions`, which binds this port. */
export abstract class RunningCycles {
  /**
   * Locks out requests that open a cycle. Call it first in the transaction of an edit. It waits for requests that are opening a
   * cycle, and later ones see the new version. So each cycle is either there already and can be moved, or opens under the new
   * version.
   */
  abstract lockOutOpenings(manager: EntityManager): Promise<void>;

  /** Runs `work`, and repeats it if others hold a lock that it needs. */
  abstract retryUntil<T>(work: () => Promise<T>): Promise<T>;

  /**
   * Moves the running cycles of a plan to its newest version, and returns when all have been moved.
   *
   * @throws DomainError `unavailable` when others lock some of them for too long, or the server stops: the edit is written, and
   * these cycles follow.
   */
  abstract move(planCode: string): Promise<void>;

  /**
   * Whether any business is or was ever on the plan. It looks at all businesses and locks none of them. `wasUsedSince` finds
   * those that come meanwhile.
   *
   * @throws DomainError `unavailable` when there are too many to look at in half a minute
   */
  abstract wasEverUsed(planCode: string): Promise<boolean>;

  /** Whether any business was put on the plan, or left it, at `since` or later. Call it under the plan's lock. */
  abstract wasUsedSince(manager: EntityManager, planCode: string, since: Date): Promise<boolean>;
}
