import { ApiProperty } from '@nestjs/swagger';
import { type Feature, FEATURE_KINDS, type FeatureKind } from './plan.js';

/** Something that plans limit. */
export class FeatureView {
  /** @example 'recordings' */
  key: string;
  /** @example 'Recordings' */
  name: string;
  /** What one of it is called. @example 'recording' */
  unit: string;
  /** @example 'metered' */
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
