import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { MembersModule } from '../members/index.js';
import { BillingController } from './billing/billing.controller.js';
import { CardNoticesService } from './billing/card-notices.service.js';
import { BillingService } from './billing/billing.service.js';
import { ProfileUpdatesService } from './billing/profile-updates.service.js';
import { AdminInvoicesController } from './invoices/admin-invoices.controller.js';
import { DunningScheduler } from './invoices/dunning.scheduler.js';
import { DunningService } from './invoices/dunning.service.js';
import { InvoicesController } from './invoices/invoices.controller.js';
import { InvoicesService } from './invoices/invoices.service.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { UsageModule } from '../usage/index.js';
import { AdminPaymentsController } from './admin-payments.controller.js';
import { CheckoutsController } from './checkouts/checkouts.controller.js';
import { PaymentsService } from './payments.service.js';
import { CheckoutFollowService } from './checkouts/checkout-follow.service.js';
import { CheckoutsService } from './checkouts/checkouts.service.js';
import { ProviderRunsService } from './provider-runs.service.js';
import { ComparisonService } from './comparison.service.js';
import { CollectorService } from './collector.service.js';
import { CustomersService } from './customers.service.js';
import { ForgettingService } from './forgetting.service.js';
import { InvoiceChargeService } from './invoice-charge.service.js';
import { InvoiceFollowService } from './invoice-follow.service.js';
import { ProviderInvoicesService } from './provider-invoices.service.js';
import { InvoiceLinksService } from './invoice-links.service.js';
import { LeftoversService } from './leftovers.service.js';
import { ProviderAccountService } from './provider-account.service.js';
import { PaymentEventsService } from './payment-events.service.js';
import { PaymentsScheduler } from './payments.scheduler.js';
import { PendingPaymentsService } from './pending-payments.service.js';
import { PAYMENT_PROVIDER } from './provider.js';
import { ProviderService } from './provider.service.js';
import { AdminPurchasesController } from './purchases/admin-purchases.controller.js';
import { PageOrdersService } from './purchases/page-orders.service.js';
import { PurchasePricesService } from './purchases/purchase-prices.service.js';
import { PurchasesController } from './purchases/purchases.controller.js';
import { PurchasesService } from './purchases/purchases.service.js';
import { InvoicePaymentsService } from './invoices/invoice-payments.service.js';
import { InvoiceRefundsService } from './invoices/invoice-refunds.service.js';
import { ReturnUrlsService } from './return-urls.service.js';
import { StripeEventsController } from './stripe/stripe-events.controller.js';
import { StripeProvider } from './stripe/stripe.provider.js';

/** Shows invoices, and collects them: by hand with `PAYMENTS=manual`, from cards with `PAYMENTS=stripe`. */
@Module({
  imports: [MembersModule, SubscriptionsModule, UsageModule],
  controllers: [
    InvoicesController,
    AdminInvoicesController,
    BillingController,
    CheckoutsController,
    AdminPaymentsController,
    StripeEventsController,
    PurchasesController,
    AdminPurchasesController,
  ],
  providers: [
    InvoicesService,
    BillingService,
    DunningService,
    CardNoticesService,
    DunningScheduler,
    {
      provide: PAYMENT_PROVIDER,
      inject: [CONFIG, Clock],
      useFactory: ({ stripe }: Config, clock: Clock) =>
        stripe === null ? null : new StripeProvider(stripe, () => clock.now()),
    },
    PaymentsService,
    CheckoutFollowService,
    CheckoutsService,
    ProviderRunsService,
    ComparisonService,
    CollectorService,
    CustomersService,
    ForgettingService,
    InvoiceChargeService,
    InvoiceFollowService,
    ProviderInvoicesService,
    InvoiceLinksService,
    LeftoversService,
    ProviderAccountService,
    PaymentEventsService,
    PaymentsScheduler,
    PendingPaymentsService,
    ProfileUpdatesService,
    ProviderService,
    InvoiceRefundsService,
    InvoicePaymentsService,
    ReturnUrlsService,
    PurchasesService,
    PurchasePricesService,
    PageOrdersService,
  ],
  exports: [ProviderAccountService],
})
export class PaymentsModule {}
