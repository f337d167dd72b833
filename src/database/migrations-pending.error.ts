/** The database has an older schema than this release needs, and the server may not change it. */
export class MigrationsPending extends Error {
  constructor(pending: string[]) {
    super(
      `${pending.length} migrations are pending, and MIGRATE is off. Make them with "tenure migrate", then start again: ${pending.join(', ')}`,
    );
    this.name = new.target.name;
  }
}
