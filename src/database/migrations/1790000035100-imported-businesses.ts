import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A new table: a server of the release before goes on. What was imported before is known by its externalId. */
const UP = [
  `CREATE TABLE imported_businesses (
     external_id text NOT NULL,
     CONSTRAINT imported_businesses_pkey PRIMARY KEY (external_id)
   )`,
  `COMMENT ON TABLE imported_businesses IS 'what an import has made, by the externalId that it gave; kept when that changes, and after an erasure'`,
  `INSERT INTO imported_businesses (external_id)
   SELECT external_id FROM external_ids WHERE external_id LIKE 'simple-saas:%'`,
];

export class ImportedBusinesses1790000035100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const command of UP) await runner.query(command);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE imported_businesses');
  }
}
