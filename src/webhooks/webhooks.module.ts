import { Global, Module } from '@nestjs/common';
import { BusinessesModule } from '../businesses/index.js';
import { EventSubscribers } from '../events/index.js';
import { MembersModule } from '../members/index.js';
import { UsersModule } from '../users/index.js';
import { AdminWebhooksController } from './admin-webhooks.controller.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryService } from './delivery.service.js';
import { EndpointHealthService } from './endpoint-health.service.js';
import { FanOutService } from './fan-out.service.js';
import { WebhookSenderService } from './webhook-sender.service.js';
import { TargetAddressesService } from './target-addresses.service.js';
import { WebhookRunner } from './webhook-runner.js';
import { WebhookSecretsService } from './webhook-secrets.service.js';
import { WebhookTestsService } from './webhook-tests.service.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/**
 * Sends events to the systems of customers and operators. The module is global, because the lower layer `events` uses the
 * EventSubscribers that it binds.
 */
@Global()
@Module({
  imports: [BusinessesModule, MembersModule, UsersModule],
  controllers: [WebhooksController, AdminWebhooksController],
  providers: [
    DeliveriesService,
    DeliveryService,
    EndpointHealthService,
    TargetAddressesService,
    WebhookRunner,
    WebhookSecretsService,
    WebhookSenderService,
    WebhookTestsService,
    WebhooksService,
    { provide: EventSubscribers, useClass: FanOutService },
  ],
  exports: [EventSubscribers, DeliveriesService, DeliveryService],
})
export class WebhooksModule {}
