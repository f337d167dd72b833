/** A chapter of the documents: the operations whose paths begin so, in this order. */
interface Chapter {
  name: string;
  description: string;
  paths: string[];
}

/** In the order in which a newcomer needs them. A path belongs to the longest beginning that it has. */
const CHAPTERS: Chapter[] = [
  {
    name: 'Sign up and log in',
    description: 'How customers and operators come in. These routes take no credential.',
    paths: ['/v1/auth/signup', '/v1/auth/login', '/v1/auth/refresh', '/v1/auth/logout', '/v1/auth'],
  },
  { name: 'Catalogue', description: 'The plans on sale, for everybody.', paths: ['/v1/plans'] },
  { name: 'Me', description: 'The person who is logged in.', paths: ['/v1/me'] },
  {
    name: 'Business',
    description: 'People and bots of the caller’s business.',
    paths: ['/v1/business', '/v1/members', '/v1/invitations', '/v1/bots'],
  },
  {
    name: 'Subscription',
    description: 'The plan that the caller’s business is on.',
    paths: ['/v1/subscription'],
  },
  {
    name: 'Usage',
    description: 'Metered features: spent within a cycle, back at zero in the next.',
    paths: ['/v1/usage'],
  },
  {
    name: 'Entitlements',
    description: 'What may be used now. Asking spends nothing.',
    paths: ['/v1/entitlements'],
  },
  {
    name: 'Allocations',
    description: 'Allocated features: things held by name until they are freed.',
    paths: ['/v1/allocations'],
  },
  { name: 'Key', description: 'The API key that calls.', paths: ['/v1/sdk'] },
  {
    name: 'Operator: businesses',
    description: 'All customers, and the plan each is on.',
    paths: ['/v1/admin/businesses', '/v1/admin/businesses/{id}/subscription'],
  },
  {
    name: 'Operator: credits',
    description: 'Extra units for one business.',
    paths: ['/v1/admin/businesses/{id}/credits'],
  },
  {
    name: 'Operator: plans',
    description: 'What is on sale, and what is hidden.',
    paths: ['/v1/admin/plans'],
  },
  { name: 'Operator: features', description: 'What plans can limit.', paths: ['/v1/admin/features'] },
  { name: 'Operator: renewals', description: 'The loop that turns cycles.', paths: ['/v1/admin/renewals'] },
  {
    name: 'Operator: test clocks',
    description: 'Months in a second, for businesses that live at such a clock’s time.',
    paths: ['/v1/admin/test-clocks'],
  },
  { name: 'Operator: audit', description: 'Who changed what.', paths: ['/v1/admin/audit'] },
  {
    name: 'Ops',
    description: 'For the machinery that keeps the service running.',
    paths: ['/health', '/metrics'],
  },
];

const PLACES = CHAPTERS.flatMap((chapter) => chapter.paths.map((start) => ({ chapter, start })));

/** The tags of the documents, as OpenAPI lists them. */
export const TAGS = CHAPTERS.map(({ name, description }) => ({ name, description }));

/** Where a path stands: its chapter's name, and a number to order paths by. @throws Error when it stands nowhere. */
export function placeOf(path: string): { tag: string; order: number } {
  const starts = PLACES.map(({ start }) =>
    path === start || path.startsWith(`${start}/`) ? start.length : 0,
  );
  const order = starts.indexOf(Math.max(...starts));
  const place = PLACES[order];
  if (place === undefined || starts[order] === 0) throw new Error(`${path} has no chapter in chapters.ts.`);
  return { tag: place.chapter.name, order };
}
