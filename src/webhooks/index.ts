export { LIST_DELIVERIES } from './deliveries.sql.js';
export { DeliveriesService } from './deliveries.service.js';
export { ABOVE_ALL_PLACES } from './delivery-place.js';
export { DeliveryService } from './delivery.service.js';
export { LIST_ENDPOINTS } from './endpoints.sql.js';
export { deliveryView, webhookView, WebhookView } from './webhook.view.js';
export { WebhooksModule } from './webhooks.module.js';
