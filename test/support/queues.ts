/** Tells the queues of a database that there are due jobs. Without it they notice a job that a test made due only after 2 s. */
export const LOOK_FOR_JOBS = `SELECT pg_notify('jobs:insert', '{"count": 100}')`;
