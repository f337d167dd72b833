import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { AllowOperators, CurrentOperator } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { type Page, PageQuery } from '../common/paging.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { FeatureParam } from '../common/path-params.js';
import { CreateFeatureDto, EditFeatureDto } from './feature.dto.js';
import { FeatureView } from './feature.view.js';
import { FeaturesService } from './features.service.js';

/** The features: what plans can limit. */
@Controller('v1/admin/features')
@Chapter('Operator: features')
@AllowOperators()
export class AdminFeaturesController {
  constructor(private readonly features: FeaturesService) {}

  @Get()
  @Operation({ id: 'listFeatures', summary: 'List the features', answers: FeatureView, list: true })
  list(@Query() query: PageQuery): Promise<Page<FeatureView>> {
    return this.features.list(query);
  }

  @Post()
  @Operation({
    id: 'createFeature',
    summary: 'Create a feature',
    status: 201,
    answers: FeatureView,
    body: { key: 'transcripts', name: 'Transcripts', unit: 'transcript', kind: 'metered' },
    refuses: ['code_taken'],
  })
  create(
    @CurrentOperator() operator: OperatorPrincipal,
    @Body() body: CreateFeatureDto,
  ): Promise<FeatureView> {
    return this.features.create(operator, body);
  }

  @Patch(':key')
  @Operation({
    id: 'updateFeature',
    summary: 'Rename or retire a feature',
    answers: FeatureView,
    body: { name: 'Session recordings' },
    refuses: ['unknown_feature', 'managed_feature'],
  })
  edit(
    @CurrentOperator() operator: OperatorPrincipal,
    @FeatureParam('key', 'recordings') key: string,
    @Body() body: EditFeatureDto,
  ): Promise<FeatureView> {
    return this.features.edit(operator, key, body);
  }
}
