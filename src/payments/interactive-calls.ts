import { Logger } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import {
  PaymentDeclined,
  ProviderNotFound,
  ProviderRefused,
  ProviderUnavailable,
} from './provider-errors.js';

/** How long a person waits for the provider. */
const PATIENCE_MS = 20_000;
const RETRY_AFTER_SECONDS = 30;
const logger = new Logger('Payments');

/**
 * Runs calls to the provider for a person who waits, and turns the provider's errors into problems.
 *
 * @throws DomainError `payment_unavailable` when the provider does not answer in time, or refuses; `amount_too_small`
 */
export async function callForPerson<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await work(patience);
  } catch (error) {
    // It is decided already, and maybe the card is charged: being late does not make it an outage.
    if (error instanceof DomainError || error instanceof PaymentDeclined) throw error;
    if (error instanceof ProviderRefused && error.code === 'amount_too_small')
      throw new DomainError('amount_too_small', 'The payment provider takes no amount as small as this.');
    const ours = error instanceof ProviderRefused || error instanceof ProviderNotFound;
    if (ours) logger.error(`The payment provider refuses: ${String(error)}`);
    if (ours || error instanceof ProviderUnavailable || patience.aborted) throw paymentUnavailable();
    throw error;
  }
}

/** The problem for a person who could pay later. */
export const paymentUnavailable = (): DomainError =>
  new DomainError(
    'payment_unavailable',
    'The payment provider does not answer now. Try again soon.',
    {},
    undefined,
    {
      'Retry-After': String(RETRY_AFTER_SECONDS),
    },
  );
