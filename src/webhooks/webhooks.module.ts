import { Global, Module } from '@nestjs/common';
import { BusinessesModule } from '../businesses/index.js';
import { EventSubscribers } from '../events/index.js';
import { MembersModule } from '../members/index.js';
import { UsersModule } from '../users/index.js';
import { AdminWebhooksController } from './admin-webhooks.controller.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryService } from './delivery.service.js';
import { EndpointHealth } from './endpoint-health.service.js';
import { FanOut } from './fan-out.service.js';
import { WebhookSender } from './sender.service.js';
import { TargetAddresses } from './target-addresses.service.js';
import { WebhookRunner } from './webhook-runner.js';
import { WebhookSecrets } from './webhook-secrets.service.js';
import { WebhookTests } from './webhook-tests.service.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** Events, sent to the systems of customers and of the operators. Global, because it takes events from a lower layer. */
@Global()
@Module({
  imports: [BusinessesModule, MembersModule, UsersModule],
  controllers: [WebhooksController, AdminWebhooksController],
  providers: [
    DeliveriesService,
    DeliveryService,
    EndpointHealth,
    TargetAddresses,
    WebhookRunner,
    WebhookSecrets,
    WebhookSender,
    WebhookTests,
    WebhooksService,
    { provide: EventSubscribers, useClass: FanOut },
  ],
  exports: [EventSubscribers, DeliveriesService, DeliveryService],
})
export class WebhooksModule {}
