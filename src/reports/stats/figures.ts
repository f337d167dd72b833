/** The figures that are kept for each day. */
export const FIGURES = ['signups', 'started', 'ended', 'live', 'monthlyAmount', 'used'] as const;

export type Figure = (typeof FIGURES)[number];

/** Figures of a state. They are read during the day; the other figures are counted from the data when the day is over. */
export const STATE_FIGURES: readonly Figure[] = ['live', 'monthlyAmount'];
/** Figures that exist for each plan. */
export const PLAN_FIGURES: readonly Figure[] = ['started', 'ended', 'live', 'monthlyAmount'];
