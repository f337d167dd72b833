import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Events. A change writes its event to `event_outbox` in its own transaction; the dispatcher moves it to `events` and numbers
 * it. No table points to `businesses`: the event of an erasure outlives the business.
 */
const UP = `
  CREATE TABLE event_outbox (
    ordinal bigint GENERATED ALWAYS AS IDENTITY,
    business_id uuid NOT NULL,
    type text NOT NULL,
    at timestamptz NOT NULL,
    data json NOT NULL,
    CONSTRAINT event_outbox_pkey PRIMARY KEY (business_id, ordinal)
  );
  CREATE INDEX event_outbox_ordinal_idx ON event_outbox (ordinal);
  COMMENT ON TABLE event_outbox IS 'events that were recorded and not numbered yet';
  COMMENT ON COLUMN event_outbox.at IS 'in the time of the business';

  CREATE TABLE events (
    business_id uuid NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    at timestamptz NOT NULL,
    test boolean NOT NULL,
    sequence bigint NOT NULL,
    position bigint NOT NULL,
    created_at timestamptz NOT NULL,
    data json NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (business_id, sequence)
  );
  CREATE INDEX events_id_idx ON events (id);
  CREATE INDEX events_position_idx ON events (position);
  COMMENT ON COLUMN events.at IS 'in the time of the business';
  COMMENT ON COLUMN events.created_at IS 'when the event was numbered, in real time';
  COMMENT ON COLUMN events.sequence IS 'counts the events of the business from 1, without gaps';
  COMMENT ON COLUMN events.position IS 'counts all events of the installation';
  COMMENT ON COLUMN events.data IS 'as json, so that the bytes stay';

  CREATE TABLE event_sequences (
    business_id uuid NOT NULL,
    last bigint NOT NULL DEFAULT 0,
    test boolean NOT NULL DEFAULT false,
    erased_at timestamptz,
    CONSTRAINT event_sequences_pkey PRIMARY KEY (business_id)
  ) WITH (fillfactor = 70);
  CREATE INDEX event_sequences_erased_at_idx ON event_sequences (erased_at) WHERE erased_at IS NOT NULL;
  COMMENT ON TABLE event_sequences IS 'the last sequence of each business; no row is 0 and no test clock';
  COMMENT ON COLUMN event_sequences.test IS 'the business lives on a test clock';
  COMMENT ON COLUMN event_sequences.erased_at IS 'when the business was erased; its last event goes on from here';
  INSERT INTO event_sequences (business_id, test) SELECT id, true FROM businesses WHERE test_clock_id IS NOT NULL;

  CREATE TABLE event_positions (
    single boolean NOT NULL,
    last bigint NOT NULL,
    CONSTRAINT event_positions_pkey PRIMARY KEY (single),
    CONSTRAINT event_positions_single_check CHECK (single)
  );
  INSERT INTO event_positions (single, last) VALUES (true, 0);
  COMMENT ON TABLE event_positions IS 'one row: the last position';

  CREATE TABLE event_listeners (
    business_id uuid NOT NULL,
    id uuid NOT NULL,
    types text[] NOT NULL,
    CONSTRAINT event_listeners_pkey PRIMARY KEY (business_id, id)
  );
  COMMENT ON TABLE event_listeners IS 'who takes which types of events; EVENTS=listened records these';
  COMMENT ON COLUMN event_listeners.business_id IS 'zeros: an operator listens to all businesses';
  COMMENT ON COLUMN event_listeners.types IS 'an asterisk is every type';
`;

const DOWN = `
  DROP TABLE event_listeners;
  DROP TABLE event_positions;
  DROP TABLE event_sequences;
  DROP TABLE events;
  DROP TABLE event_outbox;
`;

export class Events1790000016000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
