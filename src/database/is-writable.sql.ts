/** SQL that is true if the database can be written, and false if it is a standby. */
export const IS_WRITABLE = `NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'`;
