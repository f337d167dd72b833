import { ApiProperty } from '@nestjs/swagger';
import { NamedBusinessView } from '../subscriptions/subscription-list.view.js';

/** What a business used of a feature in a month. */
export class RankedBusinessView {
  business: NamedBusinessView;
  @ApiProperty({ type: 'integer' })
  used: number;
}
