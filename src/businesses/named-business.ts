import { Injectable, type PipeTransform } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { IdParam } from '../common/path-params.js';
import { BusinessesService } from './businesses.service.js';

/** A business and its time. */
export interface BusinessInTime {
  businessId: string;
  now: Date;
}

@Injectable()
class BusinessInTimePipe implements PipeTransform<string, Promise<BusinessInTime>> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly businesses: BusinessesService,
  ) {}

  async transform(businessId: string): Promise<BusinessInTime> {
    return { businessId, now: await this.businesses.timeOf(this.dataSource, businessId) };
  }
}

/**
 * The business that an operator's route names by `:id`, with its time. An unknown business is 404, but only if the rest of the
 * request is valid.
 */
export const NamedBusiness = () => IdParam('id', undefined, BusinessInTimePipe);
