import { Foundation1790000000000 } from './1790000000000-foundation.js';
import { People1790000005000 } from './1790000005000-people.js';

/** All migrations, oldest first. */
export const migrations = [Foundation1790000000000, People1790000005000];
