import { ApiProperty } from '@nestjs/swagger';
import { DAY_MS } from '../retention/index.js';
import type { ExportProblem, ExportRow, ExportState } from './exports.sql.js';

const EXPORT_STATES = ['pending', 'ready', 'failed'] as const satisfies ExportState[];
const EXPORT_PROBLEMS = ['too_large', 'interrupted'] as const satisfies ExportProblem[];

/** Days after which an export is deleted. */
export const EXPORT_DAYS = 7;

/** A file of all that a business has. */
export class ExportView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** `ready`: the file can be downloaded. @example 'pending' */
  @ApiProperty({ enum: EXPORT_STATES })
  state: ExportState;
  /**
   * Why there is no file; null unless it failed. `too_large`: the business has more than one file takes, ask the operator for a
   * backup. `interrupted`: it was begun several times, and could not be finished; ask again.
   */
  @ApiProperty({ enum: EXPORT_PROBLEMS, nullable: true })
  problem: ExportProblem | null;
  /** The size of the compressed file; null until it is ready. @example null */
  @ApiProperty({ type: 'integer', nullable: true })
  bytes: number | null;
  requestedAt: Date;
  /** When it was ready, or failed. */
  endedAt: Date | null;
  /** When it is deleted. */
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
