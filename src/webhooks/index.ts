export { DeliveriesService } from './deliveries.service.js';
export { DeliveryService } from './delivery.service.js';
export { WebhooksModule } from './webhooks.module.js';
