import { Controller, Get, Post, type StreamableFile } from '@nestjs/common';
import { AllowOperators, AllowOperatorsWithCode, CurrentOperator } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { IdParam } from '../common/path-params.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { ExportView, NO_FILE_STATES } from './export.view.js';
import { ExportsService } from './exports.service.js';

/** Routes with which operators export a business for its owner, also a closed one. */
@Controller('v1/admin/businesses/:id/export')
@Chapter('Operator: businesses')
@AllowOperators()
export class AdminExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Post()
  @AllowOperatorsWithCode()
  @Operation({
    id: 'exportBusiness',
    summary: 'Request a file with all data of a business',
    description:
      'The file is the same that the owner would get. While an export is under way, the answer is that export.',
    status: 202,
    answers: ExportView,
    refuses: ['not_found'],
  })
  request(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<ExportView> {
    return this.exports.request(operator, id);
  }

  @Get()
  @Operation({
    id: 'getBusinessExport',
    summary: 'Show the newest export of a business',
    answers: ExportView,
    refuses: ['not_found'],
  })
  show(@IdParam() id: string): Promise<ExportView> {
    return this.exports.show(id);
  }

  @Get(':exportId/file')
  @AllowOperatorsWithCode()
  @Operation({
    id: 'downloadBusinessExport',
    summary: 'Download the file of an export of a business',
    description: 'JSON, compressed with gzip. It is deleted seven days after the request for it.',
    file: 'application/gzip',
    refuses: ['not_found', 'wrong_state'],
    states: NO_FILE_STATES,
  })
  download(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @IdParam('exportId', 'The id of the export.') exportId: string,
  ): Promise<StreamableFile> {
    return this.exports.download(operator, id, exportId);
  }
}
