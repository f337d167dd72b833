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
import { WebhookLists1790000019000 } from './1790000019000-webhook-lists.js';
import { DjangoPasswords1790000020000 } from './1790000020000-django-passwords.js';
import { Invoices1790000021000 } from './1790000021000-invoices.js';
import { Payments1790000021100 } from './1790000021100-payments.js';
import { Collecting1790000022000 } from './1790000022000-collecting.js';
import { SecondFactors1790000024000 } from './1790000024000-second-factors.js';
import { BusinessExports1790000025000 } from './1790000025000-business-exports.js';
import { PlanPurchases1790000026000 } from './1790000026000-plan-purchases.js';
import { PriceNotices1790000027000 } from './1790000027000-price-notices.js';
import { SubscriptionsToTell1790000027050 } from './1790000027050-subscriptions-to-tell.js';
import { CustomersToForget1790000027100 } from './1790000027100-customers-to-forget.js';
import { Lists1790000028000 } from './1790000028000-lists.js';
import { DailyStats1790000028100 } from './1790000028100-daily-stats.js';
import { Pages1790000028200 } from './1790000028200-pages.js';
import { PortalSessions1790000029000 } from './1790000029000-portal-sessions.js';
import { RefusedInvoices1790000030000 } from './1790000030000-refused-invoices.js';
import { CustomerUpdates1790000030100 } from './1790000030100-customer-updates.js';
import { CheckoutsKept1790000030200 } from './1790000030200-checkouts-kept.js';
import { InvoicesChecked1790000030300 } from './1790000030300-invoices-checked.js';
import { UsageMonths1790000031000 } from './1790000031000-usage-months.js';
import { FewerSeats1790000032000 } from './1790000032000-fewer-seats.js';
import { SeatsChecked1790000032100 } from './1790000032100-seats-checked.js';
import { FewerSeatsIndex1790000032200 } from './1790000032200-fewer-seats-index.js';
import { HeldPayments1790000034000 } from './1790000034000-held-payments.js';
import { Senders1790000035000 } from './1790000035000-senders.js';
import { ImportedBusinesses1790000035100 } from './1790000035100-imported-businesses.js';
import { ChosenPrices1790000036000 } from './1790000036000-chosen-prices.js';
import { PaidAmounts1790000036200 } from './1790000036200-paid-amounts.js';
import { PaidAmountsChecked1790000036210 } from './1790000036210-paid-amounts-checked.js';
import { FullExpiryOfKeys1790000036300 } from './1790000036300-full-expiry-of-keys.js';
import { DearerPrices1790000036500 } from './1790000036500-dearer-prices.js';
import { RetentionWalks1790000036510 } from './1790000036510-retention-walks.js';
import { UnansweredIssues1790000036520 } from './1790000036520-unanswered-issues.js';
import { NoProviderPayment1790000036530 } from './1790000036530-no-provider-payment.js';
import { LinkTimes1790000037000 } from './1790000037000-link-times.js';
import { InvoiceNumbers1790000037030 } from './1790000037030-invoice-numbers.js';
import { Refreshes1790000037040 } from './1790000037040-refreshes.js';
import { PagesToClose1790000037050 } from './1790000037050-pages-to-close.js';
import { LiveKeys1790000037060 } from './1790000037060-live-keys.js';

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
  WebhookLists1790000019000,
  DjangoPasswords1790000020000,
  Invoices1790000021000,
  Payments1790000021100,
  Collecting1790000022000,
  SecondFactors1790000024000,
  BusinessExports1790000025000,
  PlanPurchases1790000026000,
  PriceNotices1790000027000,
  SubscriptionsToTell1790000027050,
  CustomersToForget1790000027100,
  Lists1790000028000,
  DailyStats1790000028100,
  Pages1790000028200,
  PortalSessions1790000029000,
  RefusedInvoices1790000030000,
  CustomerUpdates1790000030100,
  CheckoutsKept1790000030200,
  InvoicesChecked1790000030300,
  UsageMonths1790000031000,
  FewerSeats1790000032000,
  SeatsChecked1790000032100,
  FewerSeatsIndex1790000032200,
  HeldPayments1790000034000,
  Senders1790000035000,
  ImportedBusinesses1790000035100,
  ChosenPrices1790000036000,
  PaidAmounts1790000036200,
  PaidAmountsChecked1790000036210,
  FullExpiryOfKeys1790000036300,
  DearerPrices1790000036500,
  RetentionWalks1790000036510,
  UnansweredIssues1790000036520,
  NoProviderPayment1790000036530,
  LinkTimes1790000037000,
  InvoiceNumbers1790000037030,
  Refreshes1790000037040,
  PagesToClose1790000037050,
  LiveKeys1790000037060,
];
