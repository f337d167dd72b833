import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationStopped } from '../migration-stopped.error.js';

/**
 * Operator keys get scopes. `admin` is what every key could do before, and acts as the operator in `user_id`. A key
 * without it acts as nobody: it belongs to the installation, and stays when the operator who made it is removed. Its
 * `user_id` is null, so that a server of the release before, which knows no scopes, never takes it for an operator.
 */
const KEYS = `
  ALTER TABLE operator_keys
    ADD COLUMN scopes text[] NOT NULL DEFAULT '{admin}',
    ADD COLUMN networks cidr[],
    ADD COLUMN made_by uuid CONSTRAINT operator_keys_made_by_fkey REFERENCES users (id) ON DELETE SET NULL,
    ALTER COLUMN user_id DROP NOT NULL,
    DROP CONSTRAINT operator_keys_user_fkey,
    ADD CONSTRAINT operator_keys_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL;
  UPDATE operator_keys SET made_by = user_id;
  CREATE INDEX operator_keys_made_by_idx ON operator_keys (made_by);
  COMMENT ON COLUMN operator_keys.user_id IS 'the operator that a key with admin acts as; NULL acts as nobody, and admin counts for nothing';
  COMMENT ON COLUMN operator_keys.networks IS 'where the key may come from; NULL is anywhere';
`;

/**
 * An external id names one business. The table is keyed by it, so that the database holds that also where businesses are
 * spread over several. No foreign key: on a distributed database this is a reference table, which may not point to a
 * tenant's row. The trigger writes what a server of the release before sets; a server of this release has written it
 * before the trigger looks.
 */
const EXTERNAL_IDS = `
  CREATE TABLE external_ids (
    external_id text NOT NULL,
    business_id uuid NOT NULL,
    CONSTRAINT external_ids_pkey PRIMARY KEY (external_id),
    CONSTRAINT external_ids_business_key UNIQUE (business_id)
  );
  COMMENT ON TABLE external_ids IS 'the business that an id in the operator''s own system names';

  CREATE FUNCTION keep_external_id() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    DELETE FROM external_ids WHERE business_id = NEW.id AND external_id IS DISTINCT FROM NEW.external_id;
    INSERT INTO external_ids (external_id, business_id)
    SELECT NEW.external_id, NEW.id
    WHERE NEW.external_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM external_ids x WHERE x.external_id = NEW.external_id AND x.business_id = NEW.id);
    RETURN NULL;
  END $$;
  CREATE TRIGGER businesses_external_id AFTER INSERT OR UPDATE OF external_id ON businesses
    FOR EACH ROW EXECUTE FUNCTION keep_external_id();
`;

const FILL = `
  INSERT INTO external_ids (external_id, business_id)
  SELECT external_id, id FROM businesses WHERE external_id IS NOT NULL`;

/** Read after the trigger was made: from then on nobody adds another until this has ended. */
const SHARED = `
  SELECT external_id AS "externalId", array_agg(id::text ORDER BY id) AS ids
  FROM businesses WHERE external_id IS NOT NULL GROUP BY external_id HAVING count(*) > 1 ORDER BY external_id`;

/** A key that has no `admin`, or acts as nobody, would be an operator's to the release before. */
const DOWN = `
  DROP TRIGGER businesses_external_id ON businesses;
  DROP FUNCTION keep_external_id();
  DROP TABLE external_ids;

  DELETE FROM operator_keys WHERE user_id IS NULL OR NOT 'admin' = ANY (scopes);
  DROP INDEX operator_keys_made_by_idx;
  ALTER TABLE operator_keys
    DROP CONSTRAINT operator_keys_user_fkey,
    ADD CONSTRAINT operator_keys_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    ALTER COLUMN user_id SET NOT NULL,
    DROP COLUMN made_by,
    DROP COLUMN networks,
    DROP COLUMN scopes;
  COMMENT ON COLUMN operator_keys.user_id IS NULL;
`;

export class ServiceKeys1790000018000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // In the order of a sign-up, which writes a user and then a business. Otherwise the two would wait for each other.
    await runner.query('LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE');
    await runner.query(EXTERNAL_IDS);
    const shared = (await runner.query(SHARED)) as { externalId: string; ids: string[] }[];
    if (shared.length > 0) throw new MigrationStopped(sharedIds(shared));
    await runner.query(FILL);
    // Last, because everybody who comes with an operator key waits from here.
    await runner.query(KEYS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const sharedIds = (shared: { externalId: string; ids: string[] }[]): string =>
  [
    'An externalId names one business from this release on, and these name several. Nothing was changed. Start the ' +
      'release before, give each business its own by PATCH /v1/admin/businesses/{id} {"externalId": …} or null, and ' +
      'start again:',
    ...shared.map(({ externalId, ids }) => `  - ${JSON.stringify(externalId)}: ${ids.join(', ')}`),
  ].join('\n');
