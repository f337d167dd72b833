import { Controller, Headers, Post } from '@nestjs/common';
import { PublicOps } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { RawBody } from '../../common/raw-body.js';
import { PaymentEventsService } from '../payment-events.service.js';

/** Receives Stripe's events. */
@Controller('v1/payments/stripe/events')
@Chapter('Ops')
@PublicOps()
export class StripeEventsController {
  constructor(private readonly events: PaymentEventsService) {}

  @Post()
  @Operation({
    id: 'receiveStripeEvent',
    summary: 'Receive an event of Stripe',
    description:
      'The header `Stripe-Signature` proves the sender. Events of unknown customers and of the other mode are ignored.',
    refuses: ['bad_request', 'no_payment_provider'],
  })
  receive(
    @RawBody() body: string,
    @Headers('stripe-signature') signature: string | undefined,
  ): Promise<void> {
    return this.events.receive(body, signature);
  }
}
