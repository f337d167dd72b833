import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { BusinessAnnotations } from '../businesses/index.js';
import { NewPassword } from '../users/index.js';
import { Code, Email, Id, LongText, MayBeAbsent, Text } from '../common/validation.js';

/** A person who signs up. The password has 10 to 128 characters of any kind, without rules of composition (NIST SP 800-63B). */
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

  /**
   * A public plan that is free, or has a trial that does not renew by itself. The default plan when absent. Where money is
   * collected, any public plan: see `toPay` of the answer.
   */
  @MayBeAbsent()
  @Code()
  planCode?: string;
}

export class OwnerDto {
  @Email()
  email: string;

  @Text(100)
  firstName: string;

  @Text(100)
  lastName: string;

  /** The password of the owner. When absent, a mail invites the owner to choose one. */
  @MayBeAbsent()
  @NewPassword()
  password?: string;
}

export class CreateBusinessDto extends BusinessAnnotations {
  @Text(200)
  name: string;

  /** Any plan that is not archived. The default plan when absent. */
  @MayBeAbsent()
  @Code()
  planCode?: string;

  /** The test clock whose time the business has. */
  @MayBeAbsent()
  @Id()
  testClockId?: string;

  @IsObject()
  @ValidateNested()
  @Type(() => OwnerDto)
  owner: OwnerDto;
}

/** The names and the password are required from a person without an account. */
export class AcceptDto {
  @MayBeAbsent()
  @Text(100)
  firstName?: string;

  @MayBeAbsent()
  @Text(100)
  lastName?: string;

  /** 10 to 128 characters. */
  @MayBeAbsent()
  @NewPassword()
  password?: string;
}

export class DeleteMeDto {
  /** The present password, as a proof. */
  @LongText(1000)
  password: string;
}
