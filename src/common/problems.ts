/**
 * All problems that the service can answer with: the stable code, HTTP status and title of each. Services throw a `DomainError`
 * with a code; the filter and the OpenAPI documents read status and title here.
 */
export const PROBLEMS = {
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  bad_request: { status: 400, title: 'The request cannot be read' },
  two_credentials: { status: 400, title: 'Two credentials were sent at once' },
  business_required: { status: 400, title: 'The request has to name a business' },
  validation_failed: { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'A valid credential is required' },
  invalid_credentials: { status: 401, title: 'The e-mail or the password is wrong' },
  invalid_code: { status: 401, title: 'The code is wrong' },
  invalid_refresh_token: { status: 401, title: 'The refresh token is not valid' },
  limit_reached: { status: 402, title: 'The limit of the plan is reached' },
  payment_required: { status: 402, title: 'This plan has to be paid for first' },
  payment_failed: { status: 402, title: 'The payment was declined' },
  wrong_principal: { status: 403, title: 'Not open to this kind of caller' },
  no_business: { status: 403, title: 'The token names no business' },
  not_a_member: { status: 403, title: 'Not an active member of this business' },
  account_suspended: { status: 403, title: 'The account is suspended' },
  business_closed: { status: 403, title: 'The business is closed' },
  business_suspended: { status: 403, title: 'The business is suspended' },
  second_factor_required: { status: 403, title: 'A second factor is required' },
  role_too_low: { status: 403, title: 'The role does not allow this' },
  wrong_origin: { status: 403, title: 'Not from our own pages' },
  signup_closed: { status: 403, title: 'Nobody can sign up' },
  scope_missing: { status: 403, title: 'The key lacks a scope' },
  no_active_subscription: { status: 403, title: 'No live subscription' },
  feature_off: { status: 403, title: 'The feature is off' },
  not_found: { status: 404, title: 'Not found' },
  unknown_plan: { status: 404, title: 'No such plan' },
  unknown_feature: { status: 404, title: 'No such feature' },
  no_payment_provider: { status: 409, title: 'Nobody collects money here' },
  wrong_state: { status: 409, title: 'Not possible in this state' },
  plan_archived: { status: 409, title: 'The plan is archived' },
  code_taken: { status: 409, title: 'The code is taken' },
  in_use: { status: 409, title: 'Still in use' },
  immutable: { status: 409, title: 'This never changes' },
  external_id_taken: { status: 409, title: 'The external id is another business’s' },
  email_taken: { status: 409, title: 'The e-mail is taken' },
  already_member: { status: 409, title: 'Already a member' },
  already_invited: { status: 409, title: 'Already invited' },
  operator_account: { status: 409, title: 'This is an operator account' },
  owns_businesses: { status: 409, title: 'Still the owner of businesses' },
  no_default_plan: { status: 409, title: 'There is no default plan' },
  wrong_feature_kind: { status: 409, title: 'The feature is of another kind' },
  managed_feature: { status: 409, title: 'The service holds this feature itself' },
  clock_not_forward: { status: 409, title: 'A test clock only goes forward' },
  renewal_running: { status: 409, title: 'A renewal run is under way' },
  change_at_cycle_end: { status: 409, title: 'This change takes effect at the end of the cycle' },
  idempotency_in_progress: { status: 409, title: 'A request with this key is under way' },
  already_refunded: { status: 409, title: 'Refunded already' },
  refund_too_large: { status: 409, title: 'More than can be given back' },
  too_many_bots: { status: 409, title: 'Too many bots' },
  too_many_keys: { status: 409, title: 'Too many keys' },
  too_many_webhooks: { status: 409, title: 'Too many webhooks' },
  webhook_disabled: { status: 409, title: 'The webhook is turned off' },
  cycle_closed: { status: 409, title: 'The cycle is over' },
  price_changed: { status: 409, title: 'It costs more by now' },
  no_payment_method: { status: 409, title: 'There is no saved payment method' },
  token_spent: { status: 410, title: 'The token is used, revoked or expired' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  too_many_cycles: { status: 422, title: 'Too many cycles' },
  amount_too_small: { status: 422, title: 'Too little to be charged' },
  idempotency_key_reused: { status: 422, title: 'The key belongs to another request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Something broke on our side' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
  overloaded: { status: 503, title: 'Too many requests wait' },
  outcome_unknown: { status: 503, title: 'It is not known whether this was done' },
  clock_wrong: { status: 503, title: "The server's clock is wrong" },
  payment_unavailable: { status: 503, title: 'The payment provider does not answer' },
  renewal_failed: { status: 503, title: 'The subscription could not be renewed' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Codes of refusals that pass: the same command, or the same import, may succeed a little later. */
export const PASSING_CODES: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'unavailable',
  'overloaded',
  'outcome_unknown',
  'clock_wrong',
  'renewal_running',
]);

/** One field of the input that is wrong. `field` is a path such as `business.name`. */
export interface FieldError {
  field: string;
  message: string;
}
