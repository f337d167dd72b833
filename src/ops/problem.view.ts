import { ApiProperty } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '../common/problems.js';

export class FieldErrorView {
  /** A path such as `business.name`. */
  field: string;
  message: string;
}

/** RFC 9457. Further members explain single codes. */
export class ProblemView {
  @ApiProperty({ format: 'uri', example: 'urn:tenure:problem:not_found' })
  type: string;
  title: string;
  @ApiProperty({ type: 'integer' })
  status: number;
  detail: string;
  /** The stable name of the problem. */
  @ApiProperty({ type: String, enum: Object.keys(PROBLEMS) })
  code: ProblemCode;
  /** The wrong fields, with `validation_failed`. */
  errors?: FieldErrorView[];
}

/** A plan that would allow what was refused. */
export class UnlockingView {
  /** @example 'pro' */
  code: string;
  /** @example 'Pro' */
  name: string;
  /** Null is unlimited. */
  @ApiProperty({ type: 'integer', nullable: true, example: 5000 })
  limit: number | null;
}

/** The refusal `limit_reached`: what was asked, what there is, and what would unlock it. */
export class LimitReachedView extends ProblemView {
  /** @example 'recordings' */
  feature: string;
  @ApiProperty({ type: 'integer', example: 1 })
  requested: number;
  @ApiProperty({ type: 'integer', example: 100 })
  used: number;
  /** Null is unlimited. */
  @ApiProperty({ type: 'integer', nullable: true, example: 100 })
  limit: number | null;
  /** Live units from credit grants. */
  @ApiProperty({ type: 'integer', example: 0 })
  credits: number;
  /** Null is unlimited. */
  @ApiProperty({ type: 'integer', nullable: true, example: 0 })
  remaining: number | null;
  /** When the counter begins anew; null where nothing resets. */
  resetsAt: Date | null;
  /** Public plans on sale that would allow it. */
  unlockedBy: UnlockingView[];
}
