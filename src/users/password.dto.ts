import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { NoLonger, NoShorter, Satisfies, Storable } from '../common/validation.js';
import { isBlank, isCommonPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD } from './passwords.js';

/**
 * A new password: 10 to 128 characters of any kind in NFC, not blank, and not a common password. There are no rules of composition
 * (NIST SP 800-63B). `UsersService.hashPassword` also refuses the person's own e-mail.
 */
export const NewPassword = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.normalize('NFC') : value,
    ),
    Satisfies('must not be blank', (value) => typeof value !== 'string' || !isBlank(value)),
    Satisfies(
      'is one of the most common passwords; choose another',
      (value) => typeof value !== 'string' || !isCommonPassword(value),
    ),
    NoLonger(LONGEST_PASSWORD),
    NoShorter(SHORTEST_PASSWORD),
    Storable(),
    ApiProperty({ minLength: SHORTEST_PASSWORD, maxLength: LONGEST_PASSWORD }),
  );
