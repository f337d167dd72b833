import { ApiProperty } from '@nestjs/swagger';
import { DAY_MS } from '../common/clock.js';
import { EXPORT_DAYS, type ExportProblem, type ExportRow, type ExportState } from './export.rows.js';

/** The states of an export without a file. */
export const NO_FILE_STATES = {
  pending: 'the file is being written',
  failed: 'it could not be written',
};

const EXPORT_STATES = ['pending', 'ready', 'failed'] as const satisfies ExportState[];
const EXPORT_PROBLEMS = ['too_large', 'interrupted'] as const satisfies ExportProblem[];

/** A file with all data of a business. */
export class ExportView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** With `ready`, the file can be downloaded. @example 'pending' */
  @ApiProperty({ enum: EXPORT_STATES })
  state: ExportState;
  /**
   * Why the export failed; null if it did not. `too_large`: the business has more data than fits into one file, or than can be
   * read in time; ask the operator for a backup. `interrupted`: several attempts were not finished; request the export again.
   */
  @ApiProperty({ enum: EXPORT_PROBLEMS, nullable: true })
  problem: ExportProblem | null;
  /** The size of the compressed file; null until it is ready. @example null */
  @ApiProperty({ type: 'integer', nullable: true })
  bytes: number | null;
  requestedAt: Date;
  /** When the export was ready, or failed. */
  endedAt: Date | null;
  /** When the export is deleted. */
  expiresAt: Date;
}

export const exportView = ({ id, state, problem, bytes, requestedAt, endedAt }: ExportRow): ExportView => ({
  id,
  state,
  problem,
  bytes,
  requestedAt,
  endedAt,
  expiresAt: new Date(requestedAt.getTime() + EXPORT_DAYS * DAY_MS),
});
