/**
 * The keys of advisory locks, one for each task that only one session may do at a time. They are in one list so that no two tasks
 * have the same key. Otherwise one task would sometimes believe that another server does its work. Locks are per database.
 */
export const ADVISORY_LOCKS = {
  /** It must be the same in every release, so that two servers never migrate at the same time. */
  migrations: 7305001,
  catalogue: 7305002,
  operators: 7305003,
  /** With the number of the worker as the second key. */
  renewalWorkers: 7305004,
  /** Work that opens cycles takes this lock shared. An edit of a plan takes it exclusively. */
  cycles: 7305005,
  retention: 7305008,
  eventDispatch: 7305021,
  /** The seed of a hash of the owner of webhooks: a business, or the operators. */
  webhooksOf: 7305022,
  dailyStats: 7305023,
  /** With a hash of an operator as the second key; only on a distributed database. */
  actingOperator: 7305024,
} as const;
