export { LIST_CYCLES } from './cycles/cycle-list.sql.js';
export { FIND_LATEST, LATEST_FIRST } from './cycles/cycles.sql.js';
export { limitBought } from './cycles/seat-limit.sql.js';
export { plannedEnd } from './cycles/planned-end.sql.js';
export {
  INVOICE_STATUSES,
  type CreditNoteRow,
  type InvoiceRef,
  type InvoiceRow,
  leftOf,
  SENT_BACK_STATES,
} from './invoices/invoice.rows.js';
export { findInvoice } from './invoices/find-invoice.js';
export { priceChanged, tooMuchToSendBack } from './invoices/invoice.errors.js';
export { InvoiceSettlementService } from './invoices/invoice-settlement.service.js';
export { MoneyBackService } from './invoices/money-back.service.js';
export { BillingMailsService } from './invoices/billing-mails.service.js';
export { NoticesService } from './notices/notices.service.js';
export { BILL_TO } from './invoices/invoice-issuing.sql.js';
export { InvoiceIssuingService } from './invoices/invoice-issuing.service.js';
export { EXPIRED_CHANGES } from './invoices/plan-change-invoices.sql.js';
export { UNANSWERED } from './invoices/unpaid.sql.js';
export { invoicesKeptForMs } from './invoices/invoices-retention.js';
export { FIND_INVOICE, LIST_ALL_INVOICES, LIST_INVOICES } from './invoices/invoices.sql.js';
export { LIST_CREDIT_NOTES } from './invoices/money-back.sql.js';
export { OVERDUE } from './invoices/overdue.sql.js';
export { CHARGED_BEFORE_DUE_MS } from './invoices/retries.js';
export { linesOf } from './invoices/lines-of.sql.js';
export { InvoiceView, invoiceView } from './invoices/invoice.view.js';
export { COLLECTING_IS_HELD } from './renewals/postponed-lapses.sql.js';
export { RenewalLoopService } from './renewals/renewal-loop.service.js';
export { LifecycleService } from './subscription/lifecycle.service.js';
export { CHANGE_STATES, SEAT_STATES } from './subscription/change.errors.js';
export type { Means } from './subscription/plan-change.js';
export { PlanPreviewQuery } from './subscription/plan-preview.dto.js';
export { PlanPreviewService } from './subscription/plan-preview.service.js';
export { PlanPreviewView } from './subscription/plan-preview.view.js';
export { AsMaxAmount, AsSeats, ChangePlanDto } from './subscription/subscription.dto.js';
export { RunningCyclesModule } from './running-cycles.module.js';
export type { ChangedBy } from './subscription/change-rules.js';
export { SUBSCRIPTION_STATUSES, type SubscriptionStatus } from './subscription/subscription.rows.js';
export {
  PlanNameView,
  SubscriptionStateView,
  subscriptionView,
  SubscriptionView,
} from './subscription/subscription.view.js';
export { type LiveSubscription, SubscriptionsService } from './subscription/subscriptions.service.js';
export { SubscriptionsModule } from './subscriptions.module.js';
export { TestClocksService } from './test-clocks/test-clocks.service.js';
