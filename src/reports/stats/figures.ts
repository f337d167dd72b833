/** The figures that are kept for each day. */
export const METRICS = ['signups', 'started', 'ended', 'live', 'monthlyAmount', 'used'] as const;

export type Metric = (typeof METRICS)[number];

/** Figures of a state. They are read during the day; the other figures are counted from the data when the day is over. */
export const STATE_METRICS: readonly Metric[] = ['live', 'monthlyAmount'];
/** Figures that exist for each plan. */
export const PLAN_METRICS: readonly Metric[] = ['started', 'ended', 'live', 'monthlyAmount'];
