import type { MigrationInterface, QueryRunner } from 'typeorm';

/** New tables only: a server of the release before does not know them. */
const UP = `
  CREATE TABLE business_exports (
    business_id uuid NOT NULL,
    id uuid NOT NULL,
    state text NOT NULL,
    requested_at timestamptz NOT NULL,
    ended_at timestamptz,
    bytes bigint,
    problem text,
    run integer NOT NULL DEFAULT 0,
    CONSTRAINT business_exports_pkey PRIMARY KEY (business_id, id),
    CONSTRAINT business_exports_business_fkey FOREIGN KEY (business_id) REFERENCES businesses (id),
    CONSTRAINT business_exports_state_check CHECK (state IN ('pending', 'ready', 'failed')),
    CONSTRAINT business_exports_ended_check CHECK ((ended_at IS NULL) = (state = 'pending')),
    CONSTRAINT business_exports_bytes_check CHECK ((bytes IS NOT NULL) = (state = 'ready')),
    CONSTRAINT business_exports_problem_check CHECK (
      (problem IS NOT NULL) = (state = 'failed') AND problem IN ('too_large', 'interrupted'))
  );
  CREATE UNIQUE INDEX business_exports_one_pending ON business_exports (business_id) WHERE state = 'pending';
  CREATE INDEX business_exports_requested_at_idx ON business_exports (requested_at);
  COMMENT ON TABLE business_exports IS 'files of all that a business has';
  COMMENT ON COLUMN business_exports.bytes IS 'of the compressed file';
  COMMENT ON COLUMN business_exports.run IS 'raised by each attempt to write the file; the parts of the last one count';

  CREATE TABLE business_export_parts (
    business_id uuid NOT NULL,
    export_id uuid NOT NULL,
    run integer NOT NULL,
    number integer NOT NULL,
    data bytea NOT NULL,
    CONSTRAINT business_export_parts_pkey PRIMARY KEY (business_id, export_id, run, number),
    CONSTRAINT business_export_parts_export_fkey FOREIGN KEY (business_id, export_id)
      REFERENCES business_exports (business_id, id) ON DELETE CASCADE
  );
  ALTER TABLE business_export_parts ALTER COLUMN data SET STORAGE EXTERNAL;
  COMMENT ON COLUMN business_export_parts.data IS 'compressed already';
`;

const DOWN = 'DROP TABLE business_export_parts, business_exports';

export class BusinessExports1790000025000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
