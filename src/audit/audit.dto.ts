import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { PageQuery } from '../common/paging.js';
import { Id, Instant, MayBeAbsent, QueryFlag, Text } from '../common/validation.js';

const FORMATS = ['json', 'csv'] as const;

export class AuditQuery extends PageQuery {
  /** The id of an actor, or a kind of actor such as `operator`. */
  @MayBeAbsent()
  @Text(100)
  actor?: string;

  /** An action, such as `key.revoked`. */
  @MayBeAbsent()
  @Text(100)
  action?: string;

  /** Only entries from this time on. */
  @MayBeAbsent()
  @Instant()
  from?: Date;

  /** Only entries before this time. */
  @MayBeAbsent()
  @Instant()
  to?: Date;

  /** `json` for a page, or `csv` for all entries that match the filters. */
  @ApiProperty({ enum: FORMATS, required: false })
  @MayBeAbsent()
  @IsIn(FORMATS)
  format?: (typeof FORMATS)[number];
}

export class AdminAuditQuery extends AuditQuery {
  /**
   * Only the changes in this business. Without it, the changes that are about no business, such as those of plans and operators.
   */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @Id()
  businessId?: string;

  /** True lists all changes: those in all businesses and those that are about none. Not allowed with `businessId` or as CSV. */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @QueryFlag()
  @IsBoolean()
  all?: boolean;
}
