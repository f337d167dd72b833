import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { AllowMembers, AllowOperators, CurrentMember } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { Page } from '../common/paging.js';
import type { MemberPrincipal } from '../common/principal.js';
import { AdminAuditQuery, AuditQuery } from './audit.dto.js';
import { AuditService } from './audit.service.js';
import { AuditEntryView, OperatorAuditEntryView } from './audit.view.js';

const DESCRIPTION =
  'With filters, a page may have few entries or none although more follow: go on with `nextCursor` until it is null. With `format=csv`, the answer has all entries that match the filters, newest first, as `text/csv`; then `limit` and `cursor` are ignored.';

/** Routes that show who changed what, and from where. */
@Controller('v1')
@Chapter('Business')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get('business/audit')
  @AllowMembers('admin')
  @Operation({
    id: 'listAuditEntries',
    summary: 'List or export the changes in the business',
    description: DESCRIPTION,
    answers: AuditEntryView,
    list: true,
    csv: true,
  })
  ofBusiness(
    @CurrentMember() member: MemberPrincipal,
    @Query() query: AuditQuery,
  ): Promise<Page<AuditEntryView> | StreamableFile> {
    return this.audit.showToCustomer(member.businessId, query);
  }

  @Get('admin/audit')
  @Chapter('Operator: audit')
  @AllowOperators()
  @Operation({
    id: 'listOperatorAuditEntries',
    summary: 'List or export the changes in a business, in the installation, or everywhere',
    description: DESCRIPTION,
    answers: OperatorAuditEntryView,
    list: true,
    csv: true,
  })
  ofOperators(@Query() query: AdminAuditQuery): Promise<Page<OperatorAuditEntryView> | StreamableFile> {
    return this.audit.showToOperator(query);
  }
}
