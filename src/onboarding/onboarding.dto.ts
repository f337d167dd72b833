import { Type } from 'class-transformer';
import { IsBoolean, IsObject, IsUUID, ValidateNested } from 'class-validator';
import { BusinessAnnotations } from '../businesses/businesses.module.js';
import { NewPassword } from '../members/members.module.js';
import { Code, Email, MayBeAbsent, Text } from '../common/validation.js';

/** 10 to 128 characters of any kind; no rules of composition (NIST SP 800-63B). */
class PersonDto {
  @Email()
  email: string;

  @Text(100)
  firstName: string;

  @Text(100)
  lastName: string;

  /** 10 to 128 characters. */
  @NewPassword()
  password: string;
}

export class BusinessNameDto {
  @Text(200)
  name: string;
}

export class SignUpDto extends PersonDto {
  @IsObject()
  @ValidateNested()
  @Type(() => BusinessNameDto)
  business: BusinessNameDto;

  /** A public plan that is free, or has a trial that does not renew by itself; the default plan when absent. */
  @MayBeAbsent()
  @Code()
  planCode?: string;
}

export class OwnerDto extends PersonDto {}

export class CreateBusinessDto extends BusinessAnnotations {
  @Text(200)
  name: string;

  /** Any plan that is not archived; the default plan when absent. */
  @MayBeAbsent()
  @Code()
  planCode?: string;

  /** The test clock at whose time the business lives. */
  @MayBeAbsent()
  @IsUUID()
  testClockId?: string;

  @IsObject()
  @ValidateNested()
  @Type(() => OwnerDto)
  owner: OwnerDto;
}

export class EditMemberDto {
  /** A member that is off is refused from the next request on. */
  @MayBeAbsent()
  @IsBoolean()
  active?: boolean;
}
