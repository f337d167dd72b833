import { ApiProperty } from '@nestjs/swagger';
import { NamedBusinessView } from '../subscriptions/subscription-list.view.js';

/** The usage of a feature by a business in a month. */
export class RankedBusinessView {
  business: NamedBusinessView;
  @ApiProperty({ type: 'integer' })
  used: number;
}
