import { Foundation1790000000000 } from './1790000000000-foundation.js';
import { Lifecycle1790000003000 } from './1790000003000-lifecycle.js';
import { People1790000005000 } from './1790000005000-people.js';

/** All migrations, oldest first. */
export const migrations = [Foundation1790000000000, Lifecycle1790000003000, People1790000005000];
