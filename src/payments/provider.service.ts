import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import { PAYMENT_PROVIDER, type PaymentProvider } from './provider.js';

/** Holds the payment provider, if one is configured. */
@Injectable()
export class ProviderService {
  constructor(@Inject(PAYMENT_PROVIDER) readonly bound: PaymentProvider | null) {}

  /** @throws DomainError `no_payment_provider` unless `PAYMENTS` names one. */
  get required(): PaymentProvider {
    this.require();
    return this.bound;
  }

  /** Refuses if no provider is bound. @throws DomainError `no_payment_provider` */
  require(): asserts this is { bound: PaymentProvider } {
    if (this.bound !== null) return;
    throw new DomainError(
      'no_payment_provider',
      'Nothing is paid through this service: PAYMENTS names no provider.',
    );
  }
}
