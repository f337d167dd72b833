import { ExplainedError } from '../errors/explained.error.js';

/** A backup or a restore cannot be done. Nothing was written. The message says what to do. */
export class BackupRefused extends ExplainedError {}
