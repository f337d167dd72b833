/** The database has an older schema than this release needs, and MIGRATE is off. */
export class MigrationsPending extends Error {
  constructor(pending: string[]) {
    super(
      `${pending.length} migrations are pending, and MIGRATE is off. Run them with "tenure migrate", then start again: ${pending.join(', ')}`,
    );
    this.name = new.target.name;
  }
}
