import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Log-in asks for the hashes that came from Django, each time: as long as there are any, it does their work for everybody, so
 * that its time does not tell who has one. The index holds these hashes alone; it is empty where none were imported.
 */
const UP = `
  CREATE INDEX users_django_passwords_idx ON users ((split_part(password_hash, '$', 2)::integer))
    WHERE password_hash LIKE 'pbkdf2_sha256$%'
`;
const DOWN = 'DROP INDEX users_django_passwords_idx';

export class DjangoPasswords1790000020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
