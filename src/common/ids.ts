import { v7 } from 'uuid';

/** A new UUIDv7: ids sort by creation, so that "newest first" is "highest id first" on every table. */
export const newId = (): string => v7();
