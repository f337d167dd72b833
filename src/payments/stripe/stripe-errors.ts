import type { Stripe } from 'stripe';
import {
  KeyRefused,
  PaymentDeclined,
  ProviderNotFound,
  ProviderRefused,
  ProviderUnavailable,
  RightMissing,
} from '../provider-errors.js';
import type { Decline } from '../provider-values.js';

type StripeErrorFields = Partial<Stripe.errors.StripeError>;

/** Reasons for which another try with the same card would be declined too: https://docs.stripe.com/declines/codes. */
const HARD = new Set([
  'authentication_required',
  'expired_card',
  'highest_risk_level',
  'incorrect_number',
  'invalid_account',
  'lost_card',
  'pickup_card',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stolen_card',
  'stop_payment_order',
  'transaction_not_allowed',
]);
/**
 * Codes of a refused request (400) that say that the payer's own payment method cannot be charged:
 * https://docs.stripe.com/error-codes. Other codes about payment methods are for operators, such as `payment_method_unactivated`.
 */
const UNUSABLE_METHOD = new Set([
  'bank_account_declined',
  'bank_account_restricted',
  'bank_account_unusable',
  'bank_account_unverified',
  'bank_account_verification_failed',
  'billing_invalid_mandate',
  'payment_intent_incompatible_payment_method',
  'payment_intent_mandate_invalid',
  'payment_method_bank_account_blocked',
  'payment_method_billing_details_address_missing',
  'payment_method_currency_mismatch',
  'payment_method_customer_decline',
  'payment_method_microdeposit_failed',
  'payment_method_microdeposit_verification_attempts_exceeded',
  'payment_method_microdeposit_verification_timeout',
  'payment_method_provider_decline',
  'payment_method_restricted',
  'payment_method_unexpected_state',
  'payment_method_unsupported_type',
]);
/** Stripe's several codes for "a person has to confirm". */
const TO_CONFIRM = new Set([
  'authentication_required',
  'invoice_payment_intent_requires_action',
  'payment_intent_action_required',
]);

/** Why a payment failed, from an error or from the last error of a payment intent. */
export function toDecline({
  code,
  decline_code,
  advice_code,
}: Pick<StripeErrorFields, 'code' | 'decline_code' | 'advice_code'>): Decline {
  const told = decline_code ?? code ?? 'generic_decline';
  const reason = TO_CONFIRM.has(code ?? '') || TO_CONFIRM.has(told) ? 'authentication_required' : told;
  return { code: reason, hard: HARD.has(reason) || advice_code === 'do_not_try_again' };
}

/** The decline behind a refused charge, if the refusal is about the payer's payment method. Null if operators have to mend it. */
export const declineBehind = (code: string): Decline | null =>
  UNUSABLE_METHOD.has(code) ? { code, hard: true } : null;

/**
 * Turns an error of Stripe's library into an error of `provider-errors.ts`. A key that Stripe refuses, or that lacks a
 * right, counts as an outage: it is our mistake, and no customer may fall past due for it.
 */
export function toProviderError(error: unknown): unknown {
  if (!(error instanceof Error) || !('rawType' in error || error.name.startsWith('Stripe'))) return error;
  const told = error as StripeErrorFields & Error;
  const { type, statusCode, code, message } = told;
  if (type === 'StripeCardError') return new PaymentDeclined(toDecline(told));
  if (code === 'resource_missing' || statusCode === 404) return new ProviderNotFound(message);
  if (type === 'StripeInvalidRequestError' && code !== 'lock_timeout') {
    return new ProviderRefused(code ?? 'invalid_request', message);
  }
  if (type === 'StripeAuthenticationError') return new KeyRefused(message);
  if (type === 'StripePermissionError') return new RightMissing(message);
  if (type === 'StripeIdempotencyError') return new ProviderRefused('idempotency_error', message);
  return new ProviderUnavailable(message, waitOf(told.headers?.['retry-after']));
}

function waitOf(retryAfter: string | undefined): number | null {
  const seconds = Number(retryAfter);
  return retryAfter === undefined || !Number.isFinite(seconds) || seconds < 0 ? null : seconds * 1_000;
}
