import { Body, Controller, Get, Patch } from '@nestjs/common';
import { AllowOperators, CurrentOperator } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { IdParam } from '../common/path-params.js';
import { EditBusinessDto } from './business.dto.js';
import { OperatorBusinessView } from './business.view.js';
import { BusinessesService } from './businesses.service.js';

/** Operators' routes about one business. `onboarding` has the route that creates one, and `reports` the list of all. */
@Controller('v1/admin/businesses')
@Chapter('Operator: businesses')
@AllowOperators()
export class AdminBusinessesController {
  constructor(private readonly businesses: BusinessesService) {}

  @Get(':id')
  @Operation({
    id: 'getBusiness',
    summary: 'Show one business',
    answers: OperatorBusinessView,
    refuses: ['not_found'],
  })
  show(@IdParam() id: string): Promise<OperatorBusinessView> {
    return this.businesses.show(id);
  }

  @Patch(':id')
  @Operation({
    id: 'updateBusiness',
    summary: 'Rename, annotate, suspend or readmit a business',
    answers: OperatorBusinessView,
    body: { externalId: 'crm-1042', metadata: { region: 'eu' } },
    refuses: ['not_found', 'external_id_taken'],
  })
  edit(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() body: EditBusinessDto,
  ): Promise<OperatorBusinessView> {
    return this.businesses.edit(operator, id, body);
  }
}
