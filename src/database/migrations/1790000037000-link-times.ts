import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A server of the release before writes links without a time. They are read again when somebody asks for them. */
const UP = [
  'ALTER TABLE invoices ADD COLUMN links_read_at timestamptz',
  `COMMENT ON COLUMN invoices.links_read_at IS 'when pay_url and pdf_url were read at the provider; NULL: not known, so they are read again'`,
];

export class LinkTimes1790000037000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const command of UP) await runner.query(command);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE invoices DROP COLUMN links_read_at');
  }
}
