import type { EntityManager } from 'typeorm';

/**
 * What an edit of a plan asks of the cycles under way. They belong to `subscriptions`, which stands above this room and
 * binds this port.
 */
export abstract class RunningCycles {
  /**
   * First in the transaction of an edit: waits for those that open a cycle, and those that come later see its version. So a
   * cycle that opens is there to be moved, or under the version already.
   */
  abstract hold(manager: EntityManager): Promise<void>;

  /** Tries again what gave way to others: they are done in a moment. */
  abstract retryUntil<T>(work: () => Promise<T>): Promise<T>;

  /**
   * Moves the running cycles of a plan under its newest version, and answers when all have been.
   *
   * @throws DomainError `unavailable` when others hold some of them for too long, or the server stops: the edit stands, and
   *   they follow.
   */
  abstract move(planCode: string): Promise<void>;

  /** Whether anybody is or was ever on the plan. */
  abstract metPlan(manager: EntityManager, planCode: string): Promise<boolean>;
}
