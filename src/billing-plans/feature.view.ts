import { ApiProperty } from '@nestjs/swagger';
import { FEATURE_KINDS, type Feature, type FeatureKind } from './plan.js';

/** Something that plans limit. */
export class FeatureView {
  key: string;
  name: string;
  /** What one of it is called. */
  unit: string;
  @ApiProperty({ enum: FEATURE_KINDS })
  kind: FeatureKind;
  retiredAt: Date | null;
}

export const featureView = ({ key, name, unit, kind, retiredAt }: Feature): FeatureView => ({
  key,
  name,
  unit,
  kind,
  retiredAt,
});
