import { ApiProperty } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '../common/problems.js';

export class FieldErrorView {
  /** A path such as `business.name`. */
  field: string;
  message: string;
}

/** RFC 9457. Further members explain single codes. */
export class ProblemView {
  @ApiProperty({ example: 'urn:tenure:problem:limit_reached' })
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

/** The frame of a list. */
export class PageView {
  /** Hand it back as `cursor` for the next page; null at the end. */
  nextCursor: string | null;
}
