import { IsString, Matches } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { LongText } from '../../common/validation.js';
import { RECOVERY_CODE_LENGTH } from './recovery-codes.js';

const CODE = new RegExp(`^(?:\\d{6}|[0-9A-Za-z]{${RECOVERY_CODE_LENGTH}})$`);

/** The state of a second factor that no code can match. */
export const CODE_STATES = {
  unreadable_second_factor: 'it cannot be read any more: an operator has to reset it',
};

/** A code of an authenticator app, or one of the recovery codes. */
export const SecondFactorCode = () =>
  applyDecorators(
    ApiProperty({ pattern: CODE.source, maxLength: RECOVERY_CODE_LENGTH }),
    Matches(CODE, { message: 'must be the six digits of the app, or a recovery code' }),
    IsString({ message: 'must be a string' }),
  );

export class SecondFactorCodeDto {
  /** A code of the authenticator app, or a recovery code. @example '123456' */
  @SecondFactorCode()
  code: string;
}

export class BeginSecondFactorDto {
  /** Your password, as a proof. */
  @LongText(1000)
  password: string;
}

export class RemoveSecondFactorDto extends SecondFactorCodeDto {
  /** Your password, as a proof. */
  @LongText(1000)
  password: string;
}
