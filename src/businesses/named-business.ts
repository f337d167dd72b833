import { Injectable, type PipeTransform } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { IdParam } from '../common/path-params.js';
import { BusinessesService } from './businesses.service.js';

/** A business, and the time that it lives at. */
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
 * The business that an operator's route names by `:id`, in its time, as the guard tells members of theirs. For an unknown
 * one it is 404, after what is wrong with the rest of the request.
 */
export const NamedBusiness = () => IdParam('id', undefined, BusinessInTimePipe);
