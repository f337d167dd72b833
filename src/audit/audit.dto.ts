import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsDate, IsIn, IsUUID } from 'class-validator';
import { PageQuery } from '../common/paging.js';
import { Instant, MayBeAbsent, QueryFlag, Text } from '../common/validation.js';

const FORMATS = ['json', 'csv'] as const;

export class AuditQuery extends PageQuery {
  /** An actor's id, or a kind of actor such as `operator`. */
  @MayBeAbsent()
  @Text(100)
  actor?: string;

  /** Such as `key.revoked`. */
  @MayBeAbsent()
  @Text(100)
  action?: string;

  /** From this time on. */
  @MayBeAbsent()
  @Instant()
  @IsDate({ message: 'must be an ISO 8601 time with offset' })
  from?: Date;

  /** Before this time. */
  @MayBeAbsent()
  @Instant()
  @IsDate({ message: 'must be an ISO 8601 time with offset' })
  to?: Date;

  /** A page as JSON, or everything that fits the filters as CSV. */
  @ApiProperty({ enum: FORMATS, required: false })
  @MayBeAbsent()
  @IsIn(FORMATS)
  format?: (typeof FORMATS)[number];
}

export class AdminAuditQuery extends AuditQuery {
  /** The log of one business; without, what concerns none, such as plans and operators. */
  @MayBeAbsent()
  @IsUUID()
  businessId?: string;

  /** The logs of all businesses, and what concerns none, in one list. Not with `businessId`, and not as CSV. */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @QueryFlag()
  @IsBoolean()
  all?: boolean;
}
