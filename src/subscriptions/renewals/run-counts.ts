import type { Progress } from './renewals.rows.js';

/** What a run did: the cycles that it opened on the same plan and on another, and the subscriptions that it ended or set aside. */
export type RunCounts = Omit<Progress, 'due' | 'left'>;

export const noRenewals = (): RunCounts => ({ renewed: 0, switched: 0, ended: 0, setAside: 0 });

export const sumOf = ({ renewed, switched, ended, setAside }: RunCounts): number =>
  renewed + switched + ended + setAside;

export function addCounts(total: RunCounts, { renewed, switched, ended, setAside }: RunCounts): void {
  total.renewed += renewed;
  total.switched += switched;
  total.ended += ended;
  total.setAside += setAside;
}
