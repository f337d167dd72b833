import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../build-index.js';

/**
 * Log-in asks for the hashes that came from Django, each time: as long as there are any, it does their work for everybody, so
 * that its time does not tell who has one. The index holds these hashes alone; it is empty where none were imported. All users are
 * read for it, while others work, so it is no transaction.
 */
const NAME = 'users_django_passwords_idx';
const ON = `users ((split_part(password_hash, '$', 2)::integer)) WHERE password_hash LIKE 'pbkdf2_sha256$%'`;
const DOWN = `DROP INDEX ${NAME}`;

export class DjangoPasswords1790000020000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, NAME, ON);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
