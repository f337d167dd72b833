/**
 * The chapters of the OpenAPI documents, in the order in which a newcomer needs them. `@Chapter()` on a controller names the
 * chapter of its operations.
 */
export const CHAPTERS = {
  'Sign up': 'How customers open an account. These routes take no credential.',
  'Log in': 'How people and operators log in, and reset a password. These routes take no credential.',
  Catalogue: 'The plans on sale, for everybody.',
  Me: 'The person who is logged in.',
  Business: 'People and bots of the caller’s business.',
  Subscription: 'The plan that the caller’s business is on.',
  Billing: 'What the business pays, and how.',
  Usage: 'Metered features: usage is counted within a cycle, and starts at zero in the next one.',
  Entitlements: 'What may be used now. Asking spends nothing.',
  Allocations: 'Allocated features: a business holds named resources until it frees them.',
  Events: 'What happened to the business, in order.',
  Webhooks: 'Where events of the caller’s business are sent.',
  Key: 'The API key that is used for the request.',
  'Operator: businesses': 'All customers, and the plan each is on.',
  'Operator: figures': 'How many customers there are, on which plans, and what they bring in.',
  'Operator: invoices': 'What businesses owe, and what operators note about it by hand.',
  'Operator: people': 'The accounts of customers’ people.',
  'Operator: operators': 'The people who run the service, and the keys of their backend.',
  'Operator: credits': 'Extra units for one business.',
  'Operator: plans': 'The plans on sale, and the hidden plans.',
  'Operator: features': 'The features that plans limit.',
  'Operator: renewals': 'The loop that renews subscriptions.',
  'Operator: payments': 'Payments that are collected, and work that still waits.',
  'Operator: test clocks': 'Clocks that operators set, so that a test can pass months in a second.',
  'Operator: webhooks': 'Where events of all businesses are sent.',
  'Operator: token checks': 'The product’s backend asks whether an access token is valid now.',
  'Operator: audit': 'Who changed what.',
  'Operator: events': 'What happened to all businesses, in order.',
  Ops: 'For the machinery that keeps the service running.',
};

export type ChapterName = keyof typeof CHAPTERS;
