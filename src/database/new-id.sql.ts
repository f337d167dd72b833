/** SQL that makes a UUIDv7 of the time `at`, so that ids sort by time. PostgreSQL before 18 has no function for it. */
export const newIdAt = (
  at: string,
): string => `encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
  substring(int8send(floor(extract(epoch FROM ${at}) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid`;
