import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A server of the release before keeps its places in memory, and goes on. */
const UP = [
  `CREATE TABLE retention_walks (
    name text NOT NULL,
    place text NOT NULL,
    CONSTRAINT retention_walks_pkey PRIMARY KEY (name)
  )`,
  `COMMENT ON TABLE retention_walks IS 'where the search for old rows goes on; a walk without a row begins at the first row'`,
];

export class RetentionWalks1790000036510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const command of UP) await runner.query(command);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE retention_walks');
  }
}
