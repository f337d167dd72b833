/** Days after which an export is deleted. */
export const EXPORT_DAYS = 7;

export type ExportState = 'pending' | 'ready' | 'failed';
export type ExportProblem = 'too_large' | 'interrupted';

/** An export as statements return it. */
export interface ExportRow {
  id: string;
  state: ExportState;
  requestedAt: Date;
  endedAt: Date | null;
  bytes: number | null;
  problem: ExportProblem | null;
  run: number;
}
