import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { Bulkhead } from '../database/bulkhead.js';
import { eventBody } from '../events/index.js';
import { RateLimitsService } from '../rate-limits/index.js';
import { refuseDisabled } from './deliveries.service.js';
import { EndpointHealthService } from './endpoint-health.service.js';
import { businessOf, type Owner } from './owner.js';
import { WebhookSenderService } from './webhook-sender.service.js';
import { signedHeaders } from './signing.js';
import { WebhookSecretsService } from './webhook-secrets.service.js';
import type { WebhookTestView } from './webhook.view.js';
import { WebhooksService } from './webhooks.service.js';

/** Tests under way at once in a server. They use no slots of deliveries. One owner has one at a time. */
const AT_ONCE = 4;

/** Sends a test to an endpoint while its owner waits. A test is not an event: it is neither listed nor repeated. */
@Injectable()
export class WebhookTestsService {
  private readonly places = new Bulkhead(AT_ONCE);

  constructor(
    private readonly webhooks: WebhooksService,
    private readonly secrets: WebhookSecretsService,
    private readonly sender: WebhookSenderService,
    private readonly health: EndpointHealthService,
    private readonly limits: RateLimitsService,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound; DomainError `webhook_disabled`, `rate_limited`; TooManyWait */
  async test(owner: Owner, id: string): Promise<WebhookTestView> {
    const endpoint = await this.webhooks.getWithSecrets(owner, id);
    refuseDisabled(endpoint);
    await this.limits.take('webhookTest', owner.address, businessOf(owner) ?? 'operators');
    return this.places.run(
      async () => {
        const now = this.clock.now();
        const eventId = newId();
        const body = testBody(endpoint.id, businessOf(owner), eventId, now);
        let headers: Record<string, string>;
        try {
          headers = signedHeaders(eventId, now, body, this.secrets.read(endpoint.secrets, now));
        } catch (error) {
          // A delivery would fail in the same way.
          return { status: null, ms: 0, error: (error as Error).message };
        }
        const target = { url: endpoint.url, ofOperators: endpoint.businessId === null };
        const { status, ms, error } = await this.sender.post(target, body, headers, NEVER_STOPPED);
        const succeeded = status !== null && status >= 200 && status < 300;
        if (succeeded) await this.health.succeeded(endpoint);
        return { status, ms, error: succeeded ? null : (error ?? `The receiver answered ${status}.`) };
      },
      businessOf(owner) ?? 'operators',
    );
  }
}

const NEVER_STOPPED = new AbortController().signal;

/** The body of a test. Its sequence is 0, because it has no place in the order. */
const testBody = (webhookId: string, businessId: string | null, id: string, at: Date): string =>
  eventBody({
    id,
    businessId: businessId as string,
    ...(businessId === null && { externalId: null }),
    type: 'webhook.test',
    at,
    test: true,
    sequence: 0,
    position: 0,
    data: JSON.stringify({ webhook: { id: webhookId } }),
  });
