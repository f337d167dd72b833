import { Controller, Get, Post, type StreamableFile } from '@nestjs/common';
import { AllowMembers, AllowOnlyMembers, CurrentMember } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { IdParam } from '../common/path-params.js';
import type { MemberPrincipal } from '../common/principal.js';
import { ExportView, NO_FILE_STATES } from './export.view.js';
import { ExportsService } from './exports.service.js';

/** Routes with which the owner exports all data of the business. */
@Controller('v1/business/export')
@Chapter('Business')
@AllowMembers('owner')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Post()
  @Operation({
    id: 'exportMyBusiness',
    summary: 'Request a file with all data of the business',
    description:
      'A job writes the file. While an export is under way, the answer is that export. A new file replaces the one before.',
    status: 202,
    answers: ExportView,
  })
  request(@CurrentMember() member: MemberPrincipal): Promise<ExportView> {
    return this.exports.request(member, member.businessId);
  }

  @Get()
  @Operation({
    id: 'getMyBusinessExport',
    summary: 'Show the newest export',
    answers: ExportView,
    refuses: ['not_found'],
  })
  show(@CurrentMember() member: MemberPrincipal): Promise<ExportView> {
    return this.exports.show(member.businessId);
  }

  @Get(':id/file')
  @AllowOnlyMembers('owner')
  @Operation({
    id: 'downloadMyBusinessExport',
    summary: 'Download the file of an export',
    description: 'JSON, compressed with gzip. It is deleted seven days after the request for it.',
    file: 'application/gzip',
    refuses: ['not_found', 'wrong_state'],
    states: NO_FILE_STATES,
  })
  download(@CurrentMember() member: MemberPrincipal, @IdParam() id: string): Promise<StreamableFile> {
    return this.exports.download(member, member.businessId, id);
  }
}
