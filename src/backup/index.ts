export { backUp } from './backup.js';
export { BackupRefused } from './backup-refused.error.js';
export type { Manifest } from './manifest.js';
export { restore } from './restore.js';
