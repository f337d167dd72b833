/** @typedef {{ cause: string, remedy: string, again?: 'later' | 'with its key' }} Help */

/**
 * Why each problem comes and what to do about it, for docs/errors.md. `again` says when the same request may be sent again:
 * absent means no (it would be refused again), `later` (nothing was done), `with its key` (it may have been done).
 *
 * @satisfies {Record<import('../../src/common/problems.js').ProblemCode, Help>}
 */
export const HELP = {
  invalid_json: {
    cause: 'The body cannot be read as JSON, or is not UTF-8.',
    remedy: 'Correct the client. `detail` names the place.',
  },
  bad_request: {
    cause:
      'The request line, a header or the path is malformed. The status is 408 if the request came too slowly, 417 for an `Expect` that cannot be met, and 431 if the headers are too large.',
    remedy: 'Correct the client; a proxy may have changed the request.',
  },
  two_credentials: {
    cause: 'Both `Authorization` and `X-Api-Key` were sent.',
    remedy: 'Send only the credential that the route accepts.',
  },
  business_required: {
    cause: 'An operator key was sent without `X-Business`, so the business is not known.',
    remedy:
      'Send `X-Business: <id>` or `X-Business: external:<externalId>`, or name the business in each item of a batch.',
  },
  validation_failed: {
    cause: 'A field, a parameter or a header is missing, unknown or out of its bounds.',
    remedy: 'Read `errors`: each entry names a field and what it must be.',
  },
  unauthenticated: {
    cause: 'The credential is missing, mistyped, expired or revoked. The answer does not say which.',
    remedy:
      'For a person, refresh the access token once and send the request again. For a bot, make a new key.',
  },
  invalid_credentials: {
    cause: 'The e-mail or the password is wrong. The answer does not say which.',
    remedy: 'Let the person try again, or reset the password.',
  },
  invalid_code: {
    cause: 'The code of the second factor is wrong, or it was used before.',
    remedy: 'Wait for the next code of the app. Compare the clock of the phone.',
  },
  invalid_refresh_token: {
    cause: 'The session has ended: log-out, a reset, or a refresh token that was used twice.',
    remedy: 'Let the person log in. The client calls `onEnded`.',
  },
  limit_reached: {
    cause: 'Fewer units are left than were requested. Nothing was spent.',
    remedy: 'Show `resetsAt` and `unlockedBy`: when it resets, and which plans allow more.',
  },
  payment_required: {
    cause: 'The plan has a price, and nobody has paid for it.',
    remedy:
      'Open a checkout that names the plan, `POST /v1/billing/checkout`, or send the person to `checkoutUrl` if there is one. ' +
      'With `invoiceId` the plan begins when that invoice is paid. Operators may assign the plan.',
  },
  payment_failed: {
    cause: 'The bank declined the saved payment method, or a person has to confirm; `declineCode` says why.',
    remedy: 'Let the person pay on `payUrl`, or save another one: `POST /v1/billing/checkout`.',
  },
  wrong_principal: {
    cause: 'The route is for another kind of caller: a bot, a member or an operator.',
    remedy: 'Use the credential that the document of the route names.',
  },
  no_business: {
    cause: 'The person’s token names no business.',
    remedy: 'Call `POST /v1/me/businesses/{id}/switch`, or log in with `businessId`.',
  },
  not_a_member: {
    cause: 'The person is no longer an active member of the business.',
    remedy: 'Switch to another business, or ask its owner for an invitation.',
  },
  account_suspended: {
    cause: 'An operator has suspended the person.',
    remedy: 'Ask the people who run the service.',
  },
  business_closed: {
    cause:
      'The business was closed; its data is kept. Its people and keys get 403. Operators get 409 where a route changes or previews its plan or subscription, makes a portal link or grants credits.',
    remedy: 'Send no more requests for this business.',
  },
  business_suspended: {
    cause: 'An operator has suspended the business.',
    remedy: 'Ask the people who run the service. Treat it like a limit in the product.',
  },
  wrong_origin: {
    cause:
      'A page of another site or port, or a program, sent a request that only our own pages may send with their cookie.',
    remedy:
      'Programs log in by `POST /v1/auth/login`. Behind a proxy, set `PUBLIC_URL` to the address that people use.',
  },
  signup_closed: {
    cause: 'The service is set to `SIGNUP=off`.',
    remedy: 'Ask the people who run the service, or a member who can invite you.',
  },
  second_factor_required: {
    cause:
      'The person has a second factor, or an operator needs one here. Some routes need a code of the last ten minutes.',
    remedy:
      '`next` says what to do: send `code` too, send a code to `POST /v1/me/second-factor/verify`, or set up a second factor.',
  },
  role_too_low: {
    cause: 'The member’s role does not allow this.',
    remedy: 'Ask a member with the role in `required`.',
  },
  scope_missing: {
    cause: 'The key was made without the scope in `required`.',
    remedy: 'Make a key that has it.',
  },
  no_active_subscription: {
    cause: 'The subscription has ended, or never began.',
    remedy: 'Let the owner choose a plan: `PUT /v1/subscription/plan`.',
  },
  feature_off: {
    cause: 'The plan has the switch off.',
    remedy: 'Show `unlockedBy`: the plans that have it on.',
  },
  not_found: {
    cause: 'The path or the object does not exist, or the object belongs to another business.',
    remedy: 'Check the path and the id.',
  },
  unknown_plan: {
    cause: 'There is no plan with this code, or it is not on sale for this caller.',
    remedy: 'Take a code from `GET /v1/plans`.',
  },
  unknown_feature: {
    cause: 'There is no feature with this key.',
    remedy: 'Check the key; an operator makes features with `POST /v1/admin/features`.',
  },
  wrong_state: {
    cause: 'The object is in a state that does not allow this; `state` names it.',
    remedy: 'Read it again, and offer what its state allows.',
  },
  plan_archived: {
    cause: 'The plan is no longer on sale.',
    remedy: 'Choose another plan, or offer this plan again with `POST …/unarchive`.',
  },
  code_taken: { cause: 'Another object has this code or key already.', remedy: 'Choose another one.' },
  in_use: {
    cause: 'Another object still refers to it.',
    remedy: 'Archive it instead, or move what refers to it first.',
  },
  immutable: {
    cause: 'The field in `field` never changes once it is made.',
    remedy: 'Make a new one.',
  },
  external_id_taken: {
    cause: 'Another business has this `externalId`.',
    remedy: 'Find it by `GET /v1/admin/businesses?externalId=`, and give each business an id of its own.',
  },
  email_taken: {
    cause: 'There is an account with this e-mail.',
    remedy: 'Let the person log in, or reset the password.',
  },
  already_member: {
    cause: 'The person is a member already.',
    remedy: 'Nothing; `memberId` names the member.',
  },
  already_invited: {
    cause: 'There is an open invitation for this address.',
    remedy: 'Resend it or revoke it; `invitationId` names it.',
  },
  operator_account: {
    cause: 'The account is an operator’s, and operators are members of no business.',
    remedy: 'Use another e-mail.',
  },
  owns_businesses: {
    cause: 'The person still owns the businesses in `businesses`.',
    remedy: 'Hand them over or close them first.',
  },
  no_default_plan: {
    cause: 'There is no plan that a new business could begin with.',
    remedy: 'An operator makes the first public plan.',
  },
  wrong_feature_kind: {
    cause: 'The route is for another kind of feature; `kind` is the kind of this feature.',
    remedy: 'Spend metered features, hold allocated ones.',
  },
  managed_feature: {
    cause: 'The service holds this feature itself, such as seats.',
    remedy: 'Do not hold it; invite or remove members.',
  },
  clock_not_forward: {
    cause: 'The time is not later than the time of the test clock, `now`.',
    remedy: 'Advance to a later time.',
  },
  renewal_running: {
    cause: 'Another renewal run is under way.',
    remedy: 'Wait for it.',
    again: 'later',
  },
  change_at_cycle_end: {
    cause: 'The change waits for the end of the cycle, `cycleEndsAt`, and cannot be made now.',
    remedy: 'Schedule it, or wait.',
  },
  idempotency_in_progress: {
    cause: 'Another request with this idempotency key is under way.',
    remedy: 'Send the request again in a moment with the same key. The client does this.',
    again: 'with its key',
  },
  already_refunded: {
    cause: 'All units of this spend were given back, so its key cannot be used again.',
    remedy: 'Spend under a new key for new work.',
  },
  refund_too_large: {
    cause: 'The request is for more units than are left of the spend.',
    remedy: 'Give back at most `refundable` units.',
  },
  too_many_bots: {
    cause: 'The business has 1,000 bots, as many as it may have.',
    remedy: 'Remove one first. A bot can have 50 valid keys.',
  },
  too_many_keys: {
    cause: 'The bot has 50 keys that are neither revoked nor expired, as many as it may have.',
    remedy:
      'Revoke one first, or make the key for another bot. A rotation without overlap replaces a key at once, and is never refused for this reason.',
  },
  too_many_webhooks: {
    cause: 'The business has as many webhooks as it may have.',
    remedy: 'Delete one first.',
  },
  webhook_disabled: {
    cause: 'The webhook is turned off, so nothing is sent to it.',
    remedy: 'Turn it on with `PATCH … {enabled: true}`, then test or replay.',
  },
  cycle_closed: {
    cause: 'The cycle of the spend is over, so units of the plan cannot be given back.',
    remedy: 'Give back at most `refundable` units, or grant credits.',
  },
  no_payment_provider: {
    cause: 'Nothing is charged through this service: `PAYMENTS` names no provider.',
    remedy: 'Collect with your own checkout, or set `PAYMENTS=stripe`.',
  },
  price_changed: {
    cause: 'The change costs more now than `maxAmount`: its plan was edited, or another cycle began.',
    remedy: 'Show the preview again, and send the new amount.',
  },
  no_payment_method: {
    cause: 'The business has no saved payment method.',
    remedy: 'Save one first: `POST /v1/billing/checkout`.',
  },
  token_spent: {
    cause: 'The link was used, was replaced, or has expired.',
    remedy: 'Ask for a new link.',
  },
  payload_too_large: {
    cause: 'The body is larger than 64 KiB, or an event of Stripe is larger than 512 KiB.',
    remedy: 'Send less at once.',
  },
  unsupported_media_type: {
    cause: 'The content type is not JSON.',
    remedy: 'Send `content-type: application/json`.',
  },
  too_many_cycles: {
    cause: 'The step spans more cycles than one request may renew.',
    remedy: 'Go there in smaller steps.',
  },
  amount_too_small: {
    cause: 'What is due is less than the provider charges, such as half a dollar.',
    remedy: 'Save a card without a plan first, or let the plan take over when the cycle ends.',
  },
  idempotency_key_reused: {
    cause: 'The key was used for another request: its method, path or body differs.',
    remedy: 'Use one key for each unit of work, and send the same body with it.',
  },
  rate_limited: {
    cause: 'The caller, the key or the business sends too many requests.',
    remedy: 'Wait for `retryAfter` seconds. The client does this, as long as its time allows.',
    again: 'later',
  },
  internal_error: {
    cause: 'A fault of the service. The request was done completely or not at all.',
    remedy:
      'Report it with the answer’s `X-Request-Id`. The client does not send the request again; a spend or a refund with a key may be sent again.',
    again: 'with its key',
  },
  unavailable: {
    cause:
      'The database cannot be reached, or other work holds a lock that is needed. Nothing was done, with two exceptions that `detail` ' +
      'names: the erasure of a large business has begun, and an edit of a plan is written, with `runningCycles=true`. Both go on by themselves.',
    remedy:
      'Send the request again after `Retry-After` seconds. Where `detail` says that the work goes on, wait for it.',
    again: 'later',
  },
  overloaded: {
    cause: 'Too many requests wait. Nothing was done.',
    remedy: 'Send the request again after `Retry-After` seconds.',
    again: 'later',
  },
  outcome_unknown: {
    cause:
      'The connection to the database was lost before it answered: it may have been done or not. Or a payment was made, and could not be noted yet.',
    remedy:
      'Where the route takes an idempotency key, send the request again with the same key. Elsewhere the key does nothing: first read what was done.',
    again: 'with its key',
  },
  clock_wrong: {
    cause: 'The clock of the server differs too much from that of the database. Nothing was done.',
    remedy: 'Operators set the clock right.',
    again: 'later',
  },
  payment_unavailable: {
    cause:
      'The payment provider does not answer in time, or refuses the request. Or operators hold collecting.',
    remedy:
      'Try again after `Retry-After`: nothing is charged twice. A change of plan that was ordered is charged once the provider answers, unless it is canceled before. While operators hold collecting, order it again later. If it happens again, operators look at the log.',
    again: 'later',
  },
  renewal_failed: {
    cause: 'The cycle is over, and the subscription could not be renewed. Nothing was done.',
    remedy: 'Operators look at the renewals that were set aside: `GET /v1/admin/renewals`.',
    again: 'later',
  },
};
