/** A backup or a restore cannot be done. Nothing was written. The message says what to do. */
export class BackupRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BackupRefused';
  }
}
