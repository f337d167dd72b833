import type { EntityManager } from 'typeorm';

/** What an edit of a plan needs from running cycles. They belong to `subscriptions`, a higher layer, which binds this port. */
export abstract class RunningCycles {
  /**
   * Must come first in the transaction of an edit. It waits for requests that open a cycle, and later ones see the new version.
   * So a cycle that opens is already there to be moved, or opens under the new version.
   */
  abstract hold(manager: EntityManager): Promise<void>;

  /** Tries again what gave way to others, which are done in a moment. */
  abstract retryUntil<T>(work: () => Promise<T>): Promise<T>;

  /**
   * Moves the running cycles of a plan to its newest version, and answers when all have been moved.
   *
   * @throws DomainError `unavailable` when others hold some of them for too long, or the server stops: the edit stands, and they
   *   follow.
   */
  abstract move(planCode: string): Promise<void>;

  /**
   * Whether any business is or was ever on the plan. Looks at all businesses, and holds none of them: who comes meanwhile is found
   * by `haveMetSince`.
   *
   * @throws DomainError `unavailable` when there are too many to look at in half a minute
   */
  abstract haveMet(planCode: string): Promise<boolean>;

  /** Whether anybody was put on the plan, or left it, at `since` or later. Asked under the plan's lock. */
  abstract haveMetSince(manager: EntityManager, planCode: string, since: Date): Promise<boolean>;
}
