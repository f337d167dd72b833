import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsDate } from 'class-validator';
import { PageQuery } from '../../common/paging.js';
import { Email, Instant, MayBeAbsent, Text } from '../../common/validation.js';
import { NewPassword } from '../../users/index.js';

export class CreateOperatorDto {
  @Email()
  email: string;

  @Text(100)
  firstName: string;

  @Text(100)
  lastName: string;

  /** 10 to 128 characters. Without one, a link to choose it is mailed. */
  @MayBeAbsent()
  @NewPassword()
  password?: string;
}

export class CreateOperatorKeyDto {
  @Text(100)
  name: string;

  /** From when on the key is refused; never when absent. */
  @MayBeAbsent()
  @Instant()
  @IsDate({ message: 'must be an ISO 8601 time with offset' })
  expiresAt?: Date;
}

export class UsersQuery extends PageQuery {
  /** Only the person with this address. */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @Email()
  email?: string;
}

export class EditUserDto {
  /** The sessions of a suspended person end at once, and logging in is refused. */
  @IsBoolean()
  suspended: boolean;
}
