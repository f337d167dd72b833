import { statement } from '../database/sql.js';
import { inForms } from '../database/sql-text.js';
import { LIVES_ON_TEST_CLOCK } from './dispatch.sql.js';

/** Locks the counter, and creates it if it is missing. Until the transaction ends, nobody numbers events of the business. */
export const LOCK_SEQUENCE = statement<void, { businessId: string; now: Date }>(
  'event_hold',
  `INSERT INTO event_sequences (business_id, test, erased_at)
   ${inForms(
     `SELECT $businessId::uuid, ${LIVES_ON_TEST_CLOCK('$businessId')}, $now`,
     `SELECT b.id, b.test_clock_id IS NOT NULL, $now::timestamptz FROM businesses b WHERE b.id = $businessId`,
   )}
   ON CONFLICT (business_id) DO UPDATE SET erased_at = excluded.erased_at`,
);

/**
 * Locks the counter, so that the dispatcher skips the business until the transaction ends. Otherwise the dispatcher would wait
 * for an event that is being changed.
 */
export const LOCK_OUT_DISPATCHER = statement<{ businessId: string }, { businessId: string }>(
  'event_lock_out_dispatcher',
  'SELECT business_id AS "businessId" FROM event_sequences WHERE business_id = $businessId FOR NO KEY UPDATE',
);

/** The most events that one statement looks at. */
const SPAN = 500;

interface ScrubParams {
  businessId: string;
  /** The place of the last event of the previous span. */
  after: number;
  memberIds: string[];
  /** Invitations that the person sent. */
  invitationIds: string[];
  /** Matches the addresses of the person as whole JSON strings, so that `a@x.com` is not found in `ba@x.com`. */
  addresses: string;
  /** Matches the addresses of the person, and their ids as a member. */
  person: string;
}

interface ScrubbedSpan {
  /** The place of the last event of the span; null at the end. */
  last: number | null;
  /** The events that named the person. */
  eventIds: string[];
}

const WITHOUT_ADDRESSES = `regexp_replace(f.value::text, $addresses, '"erased"', 'g')`;
/**
 * SQL of a field of an event without the person. It replaces name and address of the member, the sender of an invitation, and
 * the address in all other places.
 */
const CLEAN = `CASE
  WHEN f.value ->> 'id' = ANY($memberIds::text[])
    THEN (${WITHOUT_ADDRESSES}::jsonb || '{"name": "erased", "email": "erased"}')::json
  WHEN f.value ->> 'id' = ANY($invitationIds::text[])
    THEN (${WITHOUT_ADDRESSES}::jsonb || '{"invitedBy": "Somebody"}')::json
  ELSE ${WITHOUT_ADDRESSES}::json END`;

/** SQL that removes a person from a span of the events of a business that stays. */
const SCRUB_SPAN = (table: string, place: string, ids: string): string => `
  WITH looked AS MATERIALIZED (
    SELECT ${place} AS place, data FROM ${table} WHERE business_id = $businessId AND ${place} > $after
    ORDER BY ${place} LIMIT ${SPAN}
  ),
  found AS (
    SELECT place FROM looked
    WHERE data::text ~ $person OR data -> 'invitation' ->> 'id' = ANY($invitationIds::text[])
  ),
  scrubbed AS (
    UPDATE ${table} e
    SET data = (SELECT COALESCE(json_object_agg(f.key, ${CLEAN}), '{}') FROM json_each(e.data) AS f)
    FROM found WHERE e.business_id = $businessId AND e.${place} = found.place
    RETURNING ${ids} AS id
  )
  SELECT (SELECT max(place) FROM looked) AS last, ARRAY(SELECT id FROM scrubbed) AS "eventIds"`;

/** Scrubs events that are not numbered yet. They have no ids, and nobody has received them. */
export const SCRUB_WAITING = statement<ScrubbedSpan, ScrubParams>(
  'event_scrub_waiting',
  SCRUB_SPAN('event_outbox', 'ordinal', 'NULL::uuid'),
);
export const SCRUB_NUMBERED = statement<ScrubbedSpan, ScrubParams>(
  'event_scrub_numbered',
  SCRUB_SPAN('events', 'sequence', 'e.id'),
);
