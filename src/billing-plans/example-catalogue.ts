import type { NewFeature, NewPlan } from './plan.js';

/** The catalogue of a session recorder, for trying things out (`CATALOGUE=example`). `seats` exists already. */
export const EXAMPLE_FEATURES: NewFeature[] = [
  { key: 'recordings', name: 'Recordings', unit: 'recording', kind: 'metered' },
  { key: 'applications', name: 'Applications', unit: 'application', kind: 'allocated' },
  { key: 'export', name: 'Export', unit: 'export', kind: 'switch' },
];

export const EXAMPLE_PLANS: NewPlan[] = [
  {
    code: 'free',
    name: 'Free',
    description: 'To find out what it does for you.',
    price: { amount: 0, currency: 'USD' },
    interval: { unit: 'day', count: 15 },
    limits: { recordings: 100, applications: 1, seats: 3 },
  },
  {
    code: 'pro',
    name: 'Pro',
    description: 'For a team that ships every week.',
    price: { amount: 4900, currency: 'USD' },
    interval: { unit: 'month', count: 1 },
    trialDays: 14,
    whenTrialEnds: { switchTo: 'free' },
    limits: { recordings: 5_000, applications: 10, seats: 25, export: true },
  },
  {
    code: 'scale',
    name: 'Scale',
    description: 'For companies, by the year.',
    price: { amount: 490_000, currency: 'USD' },
    interval: { unit: 'year', count: 1 },
    limits: { recordings: 100_000, applications: 100, seats: 250, export: true },
  },
  {
    code: 'limitless',
    name: 'Limitless',
    description: 'Everything, given by an operator.',
    price: { amount: 0, currency: 'USD' },
    interval: { unit: 'month', count: 1 },
    visibility: 'hidden',
    selfService: false,
    limits: { recordings: null, applications: null, seats: null, export: true },
  },
];
