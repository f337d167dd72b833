import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsObject, IsString, ValidateNested } from 'class-validator';
import { CreateFeatureDto, CreatePlanDto, PriceDto } from '../billing-plans/index.js';
import { MayBeAbsent } from '../common/validation.js';

/** The most features and the most plans of a file, which bounds the one transaction that writes them. */
const MOST = 500;

export class CatalogueFeatureDto extends CreateFeatureDto {
  /** A retired feature gets no new limits. */
  @MayBeAbsent()
  @IsBoolean()
  retired?: boolean;
}

export class CataloguePlanDto extends CreatePlanDto {
  /** A plan that exists may keep a currency that new plans cannot have. */
  @IsObject()
  @ValidateNested()
  @Type(() => PriceDto)
  declare price: PriceDto;

  /** An archived plan is not on sale. Subscriptions on it go on. */
  @MayBeAbsent()
  @IsBoolean()
  archived?: boolean;
}

/** The file of a catalogue: the bodies by which the API creates features and plans, and whether each is retired or archived. */
export class CatalogueDto {
  /** Where the JSON Schema is, for editors. */
  @MayBeAbsent()
  @IsString({ message: 'must be a string' })
  $schema?: string;

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(MOST)
  @ValidateNested({ each: true })
  @Type(() => CatalogueFeatureDto)
  features?: CatalogueFeatureDto[];

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(MOST)
  @ValidateNested({ each: true })
  @Type(() => CataloguePlanDto)
  plans?: CataloguePlanDto[];
}
