import { until } from './until.js';

/** Tells the queues of a database that there are due jobs. Without it they notice a job that a test made due only after 2 s. */
export const LOOK_FOR_JOBS = `SELECT pg_notify('jobs:insert', '{"count": 100}')`;

/**
 * Waits until all jobs that are due have been done, so that what a test does not find afterwards does not come.
 *
 * @param task only these jobs, such as `mail`
 */
export const jobsAreDone = (
  on: { query(sql: string, values: unknown[]): Promise<unknown[]> },
  task: string | null = null,
): Promise<unknown> => {
  const due = `SELECT 1 FROM graphile_worker.jobs
    WHERE run_at <= now() AND (attempts < max_attempts OR locked_at IS NOT NULL) AND coalesce(task_identifier = $1, true)`;
  return until(async () => (await on.query(due, [task])).length === 0, 'the jobs are done', 20);
};
