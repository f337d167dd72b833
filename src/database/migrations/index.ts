import { Foundation1790000000000 } from './1790000000000-foundation.js';
import { Lifecycle1790000003000 } from './1790000003000-lifecycle.js';
import { QuotaEngine1790000004000 } from './1790000004000-quota-engine.js';
import { People1790000005000 } from './1790000005000-people.js';
import { Recovery1790000006000 } from './1790000006000-recovery.js';
import { SuspendedPeople1790000007000 } from './1790000007000-suspended-people.js';
import { Hygiene1790000008000 } from './1790000008000-hygiene.js';
import { RunningCycles1790000010000 } from './1790000010000-running-cycles.js';
import { FairShares1790000011000 } from './1790000011000-fair-shares.js';
import { Subscriptions1790000012000 } from './1790000012000-subscriptions.js';
import { Refunds1790000014000 } from './1790000014000-refunds.js';
import { Faults1790000015000 } from './1790000015000-faults.js';
import { Events1790000016000 } from './1790000016000-events.js';
import { Alerts1790000016100 } from './1790000016100-alerts.js';
import { Webhooks1790000017000 } from './1790000017000-webhooks.js';
import { ServiceKeys1790000018000 } from './1790000018000-service-keys.js';

/** All migrations, oldest first. */
export const migrations = [
  Foundation1790000000000,
  Lifecycle1790000003000,
  QuotaEngine1790000004000,
  People1790000005000,
  Recovery1790000006000,
  SuspendedPeople1790000007000,
  Hygiene1790000008000,
  RunningCycles1790000010000,
  FairShares1790000011000,
  Subscriptions1790000012000,
  Refunds1790000014000,
  Faults1790000015000,
  Events1790000016000,
  Alerts1790000016100,
  Webhooks1790000017000,
  ServiceKeys1790000018000,
];
