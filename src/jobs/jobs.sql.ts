import { statement } from '../database/sql.js';

/** The state of the jobs of a task. */
export interface TaskState {
  task: string;
  pending: number;
  failed: number;
  /** Seconds since the oldest waiting job was due. */
  oldestSeconds: number;
}

export const ADD = statement<
  void,
  { task: string; payload: string; afterSeconds: number; name: string | null; priority: number }
>(
  'job_add',
  `SELECT graphile_worker.add_job($task, $payload::json, run_at => now() + make_interval(secs => $afterSeconds), job_key => $name,
                                  priority => $priority::int)`,
);
export const DROP = statement<void, { name: string }>('job_drop', 'SELECT graphile_worker.remove_job($name)');
/** Counts jobs by task. A job is failed after its last attempt failed; all other jobs are pending. */
export const TASK_STATES = statement<TaskState>(
  'job_task_states',
  `SELECT task_identifier AS task, count(*) FILTER (WHERE attempts < max_attempts) AS pending,
          count(*) FILTER (WHERE attempts >= max_attempts) AS failed,
          GREATEST(0, COALESCE(extract(epoch FROM now() - min(run_at) FILTER (WHERE attempts < max_attempts)), 0))::float8 AS "oldestSeconds"
   FROM graphile_worker.jobs GROUP BY task_identifier ORDER BY task_identifier LIMIT 50`,
);
/** Frees jobs of a server that died before it finished them. A job never takes a minute: see `JOB_LIMIT_MS`. */
export const FREE_ABANDONED = statement<void>(
  'job_free_abandoned',
  `SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM graphile_worker.jobs
   WHERE locked_at < now() - interval '1 minute' HAVING count(*) > 0`,
);
/** Deletes jobs whose last attempt failed. They are never tried again. */
export const PURGE_FAILED = statement<void, { before: Date; limit: number }>(
  'retention_failed_jobs',
  `SELECT FROM graphile_worker.complete_jobs(ARRAY(
     SELECT id FROM graphile_worker.jobs WHERE attempts >= max_attempts AND locked_at IS NULL AND run_at < $before LIMIT $limit))`,
);
/** Empties the jobs that have one of `$marks`, so that they do nothing. This includes jobs under way, which may be tried again. */
export const EMPTY_MARKED = statement<void, { marks: string[] }>(
  'job_empty_marked',
  `UPDATE graphile_worker._private_jobs SET payload = '{}' WHERE payload::jsonb -> 'about' ?| $marks::text[]`,
);
/** Empties only those of these jobs that are about nothing else. */
export const EMPTY_MARKED_ALONE = statement<void, { marks: string[] }>(
  'job_empty_marked_alone',
  `UPDATE graphile_worker._private_jobs SET payload = '{}'
   WHERE payload::jsonb -> 'about' ?| $marks::text[] AND jsonb_array_length(payload::jsonb -> 'about') = 1`,
);
