import type { Type } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { BusinessView } from '../businesses/index.js';
import { EVENT_TYPE_NAMES, EVENT_TYPES, type EventType } from '../events/index.js';
import { InvitationView, KeyView, MemberView } from '../members/index.js';
import { InvoiceView, SubscriptionStateView } from '../subscriptions/index.js';
import { CreditView, ThresholdView } from '../usage/index.js';
import { WebhookView } from '../webhooks/index.js';

type Schema = Record<string, unknown>;
type Schemas = Record<string, { properties?: Record<string, Schema> }>;

/** The content of `data`: views by the names of their fields. `previous` names the view whose changed fields an event may have. */
interface Data {
  views: Record<string, Type<unknown> | Schema>;
  previous?: string;
}

const ID: Schema = { type: 'string', format: 'uuid' };
const BUSINESS: Data = { views: { business: BusinessView } };
const SUBSCRIPTION: Data = { views: { subscription: SubscriptionStateView } };
const CHANGED_SUBSCRIPTION: Data = { ...SUBSCRIPTION, previous: 'subscription' };
const INVOICE: Data = { views: { invoice: InvoiceView } };
const CHANGED_BUSINESS: Data = { ...BUSINESS, previous: 'business' };
const MEMBER: Data = { views: { member: MemberView } };
const INVITATION: Data = { views: { invitation: InvitationView } };
const CHANGED_INVITATION: Data = { ...INVITATION, previous: 'invitation' };
const CREDIT: Data = { views: { credit: CreditView } };
const KEY: Data = { views: { key: KeyView, botId: ID } };
const TESTED: Schema = {
  type: 'object',
  required: ['id'],
  properties: { id: ID },
  additionalProperties: true,
};

const DATA: Record<EventType, Data> = {
  'business.created': BUSINESS,
  'business.edited': CHANGED_BUSINESS,
  'business.suspended': CHANGED_BUSINESS,
  'business.resumed': CHANGED_BUSINESS,
  'business.closed': CHANGED_BUSINESS,
  'business.handed_over': { views: { owner: MemberView }, previous: 'owner' },
  'business.erased': { views: { business: { type: 'object', required: ['id'], properties: { id: ID } } } },
  'subscription.started': SUBSCRIPTION,
  'subscription.renewed': CHANGED_SUBSCRIPTION,
  'subscription.changed': CHANGED_SUBSCRIPTION,
  'subscription.change_scheduled': CHANGED_SUBSCRIPTION,
  'subscription.cancel_scheduled': CHANGED_SUBSCRIPTION,
  'subscription.resumed': CHANGED_SUBSCRIPTION,
  'subscription.ended': CHANGED_SUBSCRIPTION,
  'subscription.trial_ending': SUBSCRIPTION,
  'subscription.past_due': CHANGED_SUBSCRIPTION,
  'subscription.recovered': CHANGED_SUBSCRIPTION,
  'subscription.lapsed': CHANGED_SUBSCRIPTION,
  'invoice.issued': INVOICE,
  'invoice.paid': INVOICE,
  'invoice.payment_failed': INVOICE,
  'invoice.voided': INVOICE,
  'invoice.refunded': INVOICE,
  'invoice.disputed': INVOICE,
  'invoice.charged_back': INVOICE,
  'usage.threshold_reached': { views: { usage: ThresholdView } },
  'credit.granted': CREDIT,
  'credit.voided': { ...CREDIT, previous: 'credit' },
  'member.added': MEMBER,
  'member.changed': { ...MEMBER, previous: 'member' },
  'member.removed': MEMBER,
  'invitation.created': INVITATION,
  'invitation.accepted': CHANGED_INVITATION,
  'invitation.revoked': CHANGED_INVITATION,
  'bot.created': { views: { bot: MemberView } },
  'key.created': KEY,
  'key.rotated': { ...KEY, previous: 'key' },
  'key.revoked': KEY,
  'webhook.disabled': { views: { webhook: WebhookView }, previous: 'webhook' },
  'webhook.test': { views: { webhook: TESTED } },
};

/** The views in events. No route returns some of them. */
export const EVENT_MODELS: Type<unknown>[] = [
  ...new Set(Object.values(DATA).flatMap(({ views }) => Object.values(views).filter(isView))),
];

/** Adds a webhook for each type of event, and the schema of its body. The schemas of the views must be there already. */
export function describeWebhooks(all: OpenAPIObject): void {
  const schemas = (all.components?.schemas ?? {}) as Schemas;
  const described = EVENT_TYPE_NAMES.map((type) => [schemaName(type), eventSchema(type, schemas)] as const);
  Object.assign(schemas, Object.fromEntries(described));
  all.webhooks = Object.fromEntries(EVENT_TYPE_NAMES.map((type) => [type, webhook(type)]));
}

/** The webhooks in a document: those that its readers can receive. An erased business has no webhooks of its own. */
export function webhooksFor(all: OpenAPIObject, audience: string): OpenAPIObject['webhooks'] {
  if (audience === 'sdk') return undefined;
  const { 'business.erased': erased, ...ofBusinesses } = all.webhooks ?? {};
  return audience === 'dashboard' || erased === undefined ? ofBusinesses : all.webhooks;
}

/** `subscription.trial_ending` → `SubscriptionTrialEndingEvent`. */
const schemaName = (type: EventType): string =>
  `${type.replaceAll(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase())}Event`;

const reference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

function isView(view: Type<unknown> | Schema): view is Type<unknown> {
  return typeof view === 'function';
}

/** The fields of a test that differ from those of an event: nothing happened in a business. */
const OF_TESTS: Record<string, Schema> = {
  timestamp: { type: 'string', format: 'date-time', description: 'When the test was sent, in real time.' },
  businessId: {
    type: ['string', 'null'],
    format: 'uuid',
    description: 'The business of the webhook; null for a webhook of the operators.',
  },
  externalId: { type: 'null', description: 'Sent to operators alone.' },
  sequence: {
    type: 'integer',
    const: 0,
    description: 'A test is not recorded, so it has no place among the events.',
  },
  test: { type: 'boolean', const: true, description: 'Always true.' },
};

const TRUNCATED: Schema = {
  type: 'boolean',
  const: true,
  description:
    'Only where long texts were cut, because the event would be longer than 20 kB. A GET answers them in full.',
};

function eventSchema(type: EventType, schemas: Schemas): Schema {
  const { views, previous } = DATA[type];
  const fields = Object.entries(views).map(([field, view]) => [
    field,
    isView(view) ? reference(view.name) : view,
  ]);
  const before = previous === undefined ? {} : { previous: previousSchema(views[previous], schemas) };
  const data = {
    type: 'object',
    required: Object.keys(views),
    properties: { ...Object.fromEntries(fields), ...before, truncated: TRUNCATED },
  };
  return {
    type: 'object',
    description: EVENT_TYPES[type],
    required: ['type', 'timestamp', 'businessId', 'sequence', 'test', 'data'],
    properties: {
      type: { type: 'string', const: type },
      timestamp: {
        type: 'string',
        format: 'date-time',
        description: 'When it happened, in the time of the business.',
      },
      businessId: ID,
      externalId: {
        type: ['string', 'null'],
        description:
          'The id of the business in the operator’s own system, as it is now; null without one. Sent to operators alone.',
        example: 'crm-7',
      },
      sequence: {
        type: 'integer',
        description: 'The number of the event within its business. It starts at 1 and has no gaps.',
        example: 42,
      },
      test: { type: 'boolean', description: 'True if the business is on a test clock.', example: false },
      ...(type === 'webhook.test' && OF_TESTS),
      data,
    },
  };
}

function previousSchema(view: Type<unknown> | Schema | undefined, schemas: Schemas): Schema {
  const properties = view !== undefined && isView(view) ? fieldsOf(view, schemas) : {};
  return {
    type: 'object',
    description: 'The fields that changed, with their values before the change.',
    properties,
  };
}

const fieldsOf = (view: Type<unknown>, schemas: Schemas): Schema => ({ ...schemas[view.name]?.properties });

const HEADERS = {
  'webhook-id': 'The id of the event: the same in every attempt and replay.',
  'webhook-timestamp': 'When this attempt was made, in seconds since 1970.',
  'webhook-signature': 'As Standard Webhooks says, one for each valid secret.',
};

function webhook(type: EventType): { post: never } {
  const parameters = Object.entries(HEADERS).map(([name, description]) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  }));
  const post = {
    operationId: `on${schemaName(type).slice(0, -'Event'.length)}`,
    summary: EVENT_TYPES[type],
    tags: ['Events'],
    security: [],
    parameters,
    requestBody: { required: true, content: { 'application/json': { schema: reference(schemaName(type)) } } },
    responses: {
      '2XX': { description: 'Delivered.' },
      '410': { description: 'The receiver no longer exists, so the webhook is turned off.' },
      '4XX': { description: 'The delivery is tried again later, as with every other status.' },
    },
  };
  return { post: post as never };
}
