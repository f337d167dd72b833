import { statement } from '../database/sql.js';

/** Where the jobs of a task stand. */
export interface TaskState {
  task: string;
  pending: number;
  failed: number;
  /** How long the first one that is due has waited. */
  oldestSeconds: number;
}

export const ADD = statement<
  void,
  { task: string; payload: string; afterSeconds: number; name: string | null }
>(
  'job_add',
  'SELECT graphile_worker.add_job($task, $payload::json, run_at => now() + make_interval(secs => $afterSeconds), job_key => $name)',
);
export const DROP = statement<void, { name: string }>('job_drop', 'SELECT graphile_worker.remove_job($name)');
/** Jobs by task. One that failed at its last attempt is failed; all others are pending. The oldest is the first that is due. */
export const TASK_STATES = statement<TaskState>(
  'job_task_states',
  `SELECT task_identifier AS task, count(*) FILTER (WHERE attempts < max_attempts) AS pending,
          count(*) FILTER (WHERE attempts >= max_attempts) AS failed,
          GREATEST(0, COALESCE(extract(epoch FROM now() - min(run_at) FILTER (WHERE attempts < max_attempts)), 0))::float8 AS "oldestSeconds"
   FROM graphile_worker.jobs GROUP BY task_identifier ORDER BY task_identifier LIMIT 50`,
);
/** Frees jobs that a server took and did not finish because it died. No job takes a minute: see `JOB_LIMIT_MS`. */
export const FREE_ABANDONED = statement<void>(
  'job_free_abandoned',
  `SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM graphile_worker.jobs
   WHERE locked_at < now() - interval '1 minute' HAVING count(*) > 0`,
);
/** Jobs that failed at their last attempt. Nobody takes them any more. */
export const PURGE_FAILED = statement<void, { before: Date; limit: number }>(
  'retention_failed_jobs',
  `SELECT FROM graphile_worker.complete_jobs(ARRAY(
     SELECT id FROM graphile_worker.jobs WHERE attempts >= max_attempts AND locked_at IS NULL AND run_at < $before LIMIT $limit))`,
);
/** Empties the jobs that bear one of the marks $marks, also one under way, which would be tried again. Empty, they do nothing. */
export const EMPTY_MARKED = statement<void, { marks: string[] }>(
  'job_empty_marked',
  `UPDATE graphile_worker._private_jobs SET payload = '{}' WHERE payload::jsonb -> 'about' ?| $marks::text[]`,
);
