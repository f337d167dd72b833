/**
 * The advisory locks: one number for each thing that only one session may do at a time. They stand together so that no two things
 * share a number: then one of them would sometimes believe that another server is doing its work. Locks are per database.
 */
export const ADVISORY_LOCKS = {
  /** The same in every release, so that two servers never migrate at once. */
  migrations: 7305001,
  catalogue: 7305002,
  operators: 7305003,
  /** With the number of the worker as the second key. */
  renewalWorkers: 7305004,
  /** Shared by all that opens cycles. An edit of a plan holds it alone. */
  cycles: 7305005,
  retention: 7305008,
  eventDispatch: 7305021,
  /** The seed of a hash of whose webhooks it is about. */
  webhooksOf: 7305022,
  dailyStats: 7305023,
} as const;
