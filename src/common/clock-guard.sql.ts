import { statement } from '../database/sql.js';

export const DATABASE_TIME = statement<{ now: Date }>(
  'clock_guard_database_time',
  'SELECT clock_timestamp() AS now',
);
