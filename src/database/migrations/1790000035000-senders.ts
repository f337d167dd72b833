import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A column without a default: a server of the release before goes on, and does not know it. */
const UP = [
  'ALTER TABLE invitations ADD COLUMN invited_by_member uuid',
  `COMMENT ON COLUMN invitations.invited_by_member IS 'the member that invited_by names, who may be gone; NULL: an operator, or not known'`,
];

export class Senders1790000035000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const command of UP) await runner.query(command);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE invitations DROP COLUMN invited_by_member');
  }
}
