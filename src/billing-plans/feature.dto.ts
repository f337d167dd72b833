import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { Code, MayBeAbsent, Text } from '../common/validation.js';
import { FEATURE_KINDS, type FeatureKind } from './plan.js';

export class CreateFeatureDto {
  /** @example 'recordings' */
  @Code()
  key: string;

  /** @example 'Recordings' */
  @Text(100)
  name: string;

  /** The name of one unit. @example 'recording' */
  @Text(50)
  unit: string;

  /** `metered` counts up within a cycle, `allocated` is held now, `switch` is on or off. */
  @ApiProperty({ enum: FEATURE_KINDS })
  @IsIn(FEATURE_KINDS)
  kind: FeatureKind;
}

export class EditFeatureDto {
  @MayBeAbsent()
  @Text(100)
  name?: string;

  @MayBeAbsent()
  @Text(50)
  unit?: string;

  /** Whether the feature is retired: it gets no new limits, and plans and cycles that limit it already go on. */
  @MayBeAbsent()
  @IsBoolean()
  retired?: boolean;
}
