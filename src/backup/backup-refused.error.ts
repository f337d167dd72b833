/** A backup or a restore that cannot be done as asked. Nothing was written. The message says what to do. */
export class BackupRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BackupRefused';
  }
}
