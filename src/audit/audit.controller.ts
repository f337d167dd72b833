import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { AllowMembers, AllowOperators, CurrentMember } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { Page } from '../common/paging.js';
import type { MemberPrincipal } from '../common/principal.js';
import { AdminAuditQuery, AuditQuery } from './audit.dto.js';
import { AuditService } from './audit.service.js';
import { AuditEntryView } from './audit.view.js';

const DESCRIPTION = 'With `format=csv`, everything that fits the filters, newest first, as `text/csv`.';

/** Who changed what, from where. */
@Controller('v1')
@Chapter('Business')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get('business/audit')
  @AllowMembers('admin')
  @Operation({
    id: 'listAuditEntries',
    summary: 'List or export what was changed in the business',
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
    summary: 'List or export what was changed in a business, or outside of all',
    description: DESCRIPTION,
    answers: AuditEntryView,
    list: true,
    csv: true,
  })
  ofOperators(@Query() query: AdminAuditQuery): Promise<Page<AuditEntryView> | StreamableFile> {
    return this.audit.showToOperator(query.businessId ?? null, query);
  }
}
