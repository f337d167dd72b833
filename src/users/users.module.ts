import { Module } from '@nestjs/common';
import { OperatorKeysService } from './operator-keys.service.js';
import { OperatorsService } from './operators.service.js';
import { UsersService } from './users.service.js';

/** People who can log in, the operators among them. Their routes stand in `auth`, for they end sessions and mail links. */
@Module({
  providers: [UsersService, OperatorsService, OperatorKeysService],
  exports: [UsersService, OperatorsService, OperatorKeysService],
})
export class UsersModule {}
