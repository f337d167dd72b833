import { Controller, Get, Query } from '@nestjs/common';
import { Public } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { type Page, PageQuery } from '../common/paging.js';
import { PublicFeatureView } from './feature.view.js';
import { FeaturesService } from './features.service.js';

/** The features that the plans on sale limit, by name. */
@Controller('v1/features')
@Chapter('Catalogue')
export class PublicFeaturesController {
  constructor(private readonly features: FeaturesService) {}

  @Get()
  @Public()
  @Operation({
    id: 'listPublicFeatures',
    summary: 'List the features of the plans on sale, with their names and units',
    answers: PublicFeatureView,
    list: true,
  })
  list(@Query() query: PageQuery): Promise<Page<PublicFeatureView>> {
    return this.features.listPublic(query);
  }
}
