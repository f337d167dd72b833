import type { ProblemCode } from './problems.js';
import { ROLES, OPERATOR_KEY_SCOPES } from './principal.js';

/** The JSON Schema of one member, with an example for the OpenAPI documents. */
interface Member {
  readonly description?: string;
  /** Some problems of this code do not have the member. */
  readonly optional?: true;
  readonly example?: unknown;
  readonly [keyword: string]: unknown;
}

const text = (example: string, description?: string) => ({
  type: 'string',
  example,
  ...(description && { description }),
});
const integer = (example: number, description?: string) => ({
  type: 'integer',
  example,
  ...(description && { description }),
});
const id = (description: string) => ({
  type: 'string',
  format: 'uuid',
  example: '019cafe0-0000-7000-8000-000000000001',
  description,
});
const instant = (description: string) => ({
  type: 'string',
  format: 'date-time',
  example: '2026-03-16T09:30:00.000Z',
  description,
});
const orNull = <M extends { type: string }>(member: M) => ({ ...member, type: [member.type, 'null'] });

const FEATURE = text('recordings', 'The feature’s key.');
const unlockedBy = (limit: number | null, description: string) => ({
  type: 'array',
  description: 'Public plans on sale that would allow it.',
  items: {
    type: 'object',
    required: ['code', 'name', 'limit'],
    properties: {
      code: { type: 'string' },
      name: { type: 'string' },
      limit: { type: ['integer', 'null'], description },
    },
  },
  example: [{ code: 'pro', name: 'Pro', limit }],
});

const REQUEST = {
  requestId: {
    ...text(
      '019cafe0-0000-7000-8000-000000000002',
      'The id of this request, as in `X-Request-Id` and our log.',
    ),
    optional: true,
  },
} as const;

/**
 * The members that explain a problem beside `code` and `detail`. This is the only place that declares them: a `DomainError` takes
 * exactly the members of its code, and the documents show them. A code that is not listed here has no members.
 */
export const PROBLEM_MEMBERS = {
  validation_failed: {
    errors: {
      type: 'array',
      description: 'The fields that are wrong.',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', description: 'A path such as `business.name`.' },
          message: { type: 'string' },
        },
      },
      example: [{ field: 'amount', message: 'must not be less than 1' }],
    },
  },
  limit_reached: {
    feature: FEATURE,
    requested: integer(1),
    used: integer(100),
    limit: orNull(integer(100, 'Null is unlimited.')),
    credits: integer(0, 'Units from credit grants that can be spent.'),
    remaining: orNull(integer(0, 'Null is unlimited.')),
    resetsAt: orNull(instant('When the counter starts at zero again; null if it never does.')),
    unlockedBy: unlockedBy(
      5000,
      'The limit; null is unlimited. For `seats` null also stands for a plan that sells them: as many as are bought.',
    ),
  },
  payment_required: {
    planCode: text('pro', 'The plan that has to be paid for.'),
    checkoutUrl: { type: 'string', description: 'Where to pay, if configured.', optional: true },
    invoiceId: { ...id('The invoice to pay; the plan begins when it is paid.'), optional: true },
    addressRequired: {
      type: 'boolean',
      description:
        'True: tax needs an address first. A checkout asks for it, or the billing profile names the country.',
      optional: true,
    },
  },
  payment_failed: {
    invoiceId: id('The invoice that is still open.'),
    declineCode: text('insufficient_funds', 'Why the bank declined it, in the words of the bank.'),
    payUrl: {
      type: 'string',
      description: 'Where a person can pay the invoice, or confirm the payment.',
      optional: true,
    },
  },
  price_changed: {
    amount: integer(1633, 'What it costs now, in minor units.'),
    currency: text('USD', 'ISO 4217.'),
  },
  role_too_low: {
    role: { type: 'string', enum: ROLES, example: 'member', description: 'The caller’s role.' },
    required: {
      type: 'string',
      enum: ROLES,
      example: 'admin',
      description: 'The least role that the route admits.',
      optional: true,
    },
  },
  scope_missing: {
    required: {
      type: 'string',
      enum: OPERATOR_KEY_SCOPES,
      example: 'usage:write',
      description: 'The scope that the key lacks.',
    },
  },
  feature_off: { feature: FEATURE, unlockedBy: unlockedBy(null, 'Always null: a switch has no limit.') },
  unknown_feature: { feature: FEATURE },
  wrong_feature_kind: {
    feature: FEATURE,
    kind: { type: 'string', enum: ['metered', 'allocated', 'switch'], example: 'allocated' },
  },
  second_factor_required: {
    next: {
      type: 'string',
      enum: ['send_code', 'verify', 'set_up'],
      example: 'send_code',
      description:
        '`send_code`: send `code` with this request. `verify`: verify a code for the session, then repeat this request. `set_up`: the person has no second factor yet.',
    },
  },
  wrong_state: { state: text('ended', 'The state of the object.') },
  immutable: { field: text('code', 'The field that never changes.') },
  external_id_taken: { businessId: id('The business that has this external id.') },
  already_member: { memberId: id('The member.') },
  already_invited: {
    invitationId: orNull(id('The open invitation; null if somebody answered it a moment ago.')),
  },
  owns_businesses: {
    businesses: {
      type: 'array',
      description: 'The open businesses to hand over or to close first.',
      items: {
        type: 'object',
        required: ['id', 'name'],
        properties: { id: { type: 'string', format: 'uuid' }, name: { type: 'string' } },
      },
      example: [{ id: '019cafe0-0000-7000-8000-000000000001', name: 'Analytical Engines' }],
    },
  },
  clock_not_forward: { now: instant('The present time of the test clock.') },
  change_at_cycle_end: { cycleEndsAt: instant('When the change would take effect.') },
  refund_too_large: { refundable: integer(20, 'Units that can still be given back.') },
  cycle_closed: { refundable: integer(0, 'Units that can still be given back.') },
  token_spent: {
    invitation: { ...text('accepted', 'What became of the invitation.'), optional: true },
  },
  rate_limited: { retryAfter: integer(30, 'Seconds to wait, as the header Retry-After says.') },
  internal_error: REQUEST,
  unavailable: REQUEST,
  overloaded: REQUEST,
  outcome_unknown: REQUEST,
  clock_wrong: REQUEST,
  payment_unavailable: REQUEST,
  renewal_failed: REQUEST,
} as const satisfies Partial<Record<ProblemCode, Record<string, Member>>>;

type DeclaredMembers = typeof PROBLEM_MEMBERS;
type OptionalIn<M> = { [K in keyof M]: M[K] extends { optional: true } ? K : never }[keyof M];

/** The members of a `DomainError`: exactly those that its code declares. */
export type MembersOf<C extends ProblemCode> = C extends keyof DeclaredMembers
  ? { readonly [K in Exclude<keyof DeclaredMembers[C], OptionalIn<DeclaredMembers[C]>>]: unknown } & {
      readonly [K in OptionalIn<DeclaredMembers[C]>]?: unknown;
    }
  : Readonly<Record<string, never>>;

/** The name of a problem's schema in the OpenAPI documents: `limit_reached` → `LimitReachedProblem`. */
export const problemSchemaName = (code: ProblemCode): string =>
  `${code.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Problem`;

/** The reference to a problem's schema in the OpenAPI documents. */
export const problemReference = (code: ProblemCode): string =>
  `#/components/schemas/${problemSchemaName(code)}`;
