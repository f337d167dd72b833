import { ApiProperty } from '@nestjs/swagger';
import { type Feature, FEATURE_KINDS, type FeatureKind } from './plan.js';

/** Something that plans limit, as everybody sees it. */
export class PublicFeatureView {
  /** @example 'recordings' */
  key: string;
  /** @example 'Recordings' */
  name: string;
  /** The name of one unit. @example 'recording' */
  unit: string;
  /** @example 'metered' */
  @ApiProperty({ enum: FEATURE_KINDS })
  kind: FeatureKind;
}

/** Something that plans limit. */
export class FeatureView extends PublicFeatureView {
  retiredAt: Date | null;
}

export const publicFeatureView = ({ key, name, unit, kind }: Feature): PublicFeatureView => ({
  key,
  name,
  unit,
  kind,
});

export const featureView = ({ key, name, unit, kind, retiredAt }: Feature): FeatureView => ({
  key,
  name,
  unit,
  kind,
  retiredAt,
});
