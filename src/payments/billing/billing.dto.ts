import { ApiProperty } from '@nestjs/swagger';
import { isISO31661Alpha2, IsString, Matches, ValidateIf } from 'class-validator';
import { Email, LongText, MayBeAbsent, MayBeNull, Satisfies, Text } from '../../common/validation.js';

/** Countries where taxes depend on the postal code. */
const WITH_POSTAL_CODE = ['US', 'CA'];
const needsPostalCode = (profile: object): boolean =>
  WITH_POSTAL_CODE.includes((profile as BillingProfileDto).country ?? '');

/** ISO 3166 has no code for Kosovo. Stripe and Unicode's CLDR use XK. */
const isCountry = (value: unknown): boolean => value === 'XK' || isISO31661Alpha2(value);

/** The whole billing profile. A field that is absent or null is cleared. */
export class BillingProfileDto {
  /** The name on invoices. If it is absent, the name of the business is used. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @MayBeNull()
  @Text(200)
  name?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false })
  @MayBeNull()
  @LongText(1000)
  address?: string | null;

  /**
   * The country of the payer: two letters, ISO 3166. Taxes need it. In the United States and Canada taxes need the postal code,
   * too.
   */
  @ApiProperty({ type: String, nullable: true, required: false, example: 'DE' })
  @MayBeNull()
  @Satisfies('must be the code of a country, as in ISO 3166', isCountry)
  @Matches(/^[A-Z]{2}$/, { message: 'must be two capital letters, as in ISO 3166' })
  @IsString({ message: 'must be a string' })
  country?: string | null;

  /** The postal code. It is required if the country is US or CA. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf((profile: object, value) => (value ?? null) !== null || needsPostalCode(profile))
  @Text(20)
  postalCode?: string | null;

  /** The tax number of the payer, such as a VAT number. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @MayBeNull()
  @Text(50)
  taxId?: string | null;

  /** The address for mails about money. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @MayBeNull()
  @Email()
  email?: string | null;
}

export class OpenPortalDto {
  /** Where the person goes after the portal: an address of `PUBLIC_URL` or `RETURN_ORIGINS`. */
  @MayBeAbsent()
  @Text(1_000)
  returnUrl?: string;
}
