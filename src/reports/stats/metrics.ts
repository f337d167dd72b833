/** The figures that are kept for each day. */
export const METRICS = ['signups', 'started', 'ended', 'live', 'monthlyAmount', 'used'] as const;

export type Metric = (typeof METRICS)[number];

/** Figures that say how it stands. They are read while the day goes on; the others are made from the data when it is over. */
export const STATE_METRICS: readonly Metric[] = ['live', 'monthlyAmount'];
/** Figures of plans. */
export const PLAN_METRICS: readonly Metric[] = ['started', 'ended', 'live', 'monthlyAmount'];
