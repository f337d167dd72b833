import { ApiProperty } from '@nestjs/swagger';
import { NamedBusinessView } from '../subscriptions/subscription-list.view.js';
import type { RankedBusinessRow } from './usage-months.sql.js';

/** The usage of a feature by a business in a month. */
export class RankedBusinessView {
  business: NamedBusinessView;
  @ApiProperty({ type: 'integer' })
  used: number;
}

export const rankedBusinessView = ({
  businessId,
  businessName,
  used,
}: RankedBusinessRow): RankedBusinessView => ({
  business: { id: businessId, name: businessName },
  used,
});
