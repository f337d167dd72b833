/**
 * The chapters of the OpenAPI documents, in the order in which a newcomer needs them. A controller says by
 * `@Chapter()` where its operations stand.
 */
export const CHAPTERS = {
  'Sign up': 'How customers come in. These routes take no credential.',
  'Log in': 'How people and operators come in, and back in. These routes take no credential.',
  Catalogue: 'The plans on sale, for everybody.',
  Me: 'The person who is logged in.',
  Business: 'People and bots of the caller’s business.',
  Subscription: 'The plan that the caller’s business is on.',
  Billing: 'What the business pays, and how.',
  Usage: 'Metered features: spent within a cycle, back at zero in the next.',
  Entitlements: 'What may be used now. Asking spends nothing.',
  Allocations: 'Allocated features: things held by name until they are freed.',
  Events: 'What happened to the business, in order.',
  Webhooks: 'Where events of the caller’s business are sent.',
  Key: 'The API key that calls.',
  'Operator: businesses': 'All customers, and the plan each is on.',
  'Operator: figures': 'How many customers there are, on which plans, and what they bring in.',
  'Operator: invoices': 'What businesses owe, and what operators note about it by hand.',
  'Operator: people': 'The accounts of customers’ people.',
  'Operator: operators': 'The people who run the service, and the keys of their backend.',
  'Operator: credits': 'Extra units for one business.',
  'Operator: plans': 'What is on sale, and what is hidden.',
  'Operator: features': 'What plans can limit.',
  'Operator: renewals': 'The loop that turns cycles.',
  'Operator: payments': 'What is collected, and what waits.',
  'Operator: test clocks': 'Months in a second, for businesses that live at such a clock’s time.',
  'Operator: webhooks': 'Where events of all businesses are sent.',
  'Operator: token checks': 'The product’s backend asks whether an access token is good now.',
  'Operator: audit': 'Who changed what.',
  'Operator: events': 'What happened to all businesses, in order.',
  Ops: 'For the machinery that keeps the service running.',
};

export type ChapterName = keyof typeof CHAPTERS;
