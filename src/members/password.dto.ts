import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { MaxLength, MinLength } from 'class-validator';
import { Satisfies, Storable } from '../common/validation.js';
import { isCommonPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD } from './passwords.js';

/** A password to be: 10 to 128 characters of any kind, no rules of composition (NIST SP 800-63B), none of the common ones. */
export const NewPassword = () =>
  applyDecorators(
    Satisfies(
      'is one of the most common passwords; choose another',
      (value) => typeof value !== 'string' || !isCommonPassword(value),
    ),
    MaxLength(LONGEST_PASSWORD, { message: `must be at most ${LONGEST_PASSWORD} characters` }),
    MinLength(SHORTEST_PASSWORD, { message: `must be at least ${SHORTEST_PASSWORD} characters` }),
    Storable(),
    ApiProperty({ minLength: SHORTEST_PASSWORD, maxLength: LONGEST_PASSWORD }),
  );
