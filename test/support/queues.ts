/** Tells the queues of a database that there are jobs to do now. Otherwise they see a job that a test brought forward 2 s later. */
export const LOOK_FOR_JOBS = `SELECT pg_notify('jobs:insert', '{"count": 100}')`;
