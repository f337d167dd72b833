import { Module } from '@nestjs/common';
import { OperatorKeysController } from './operator-keys/operator-keys.controller.js';
import { OperatorKeysService } from './operator-keys/operator-keys.service.js';
import { OperatorsService } from './operators.service.js';
import { UsersService } from './users.service.js';

/**
 * People who can log in, operators too, and the keys of operators. Only the routes of the keys are here. Those of people are in
 * `auth`, because they end sessions and mail links.
 */
@Module({
  controllers: [OperatorKeysController],
  providers: [UsersService, OperatorsService, OperatorKeysService],
  exports: [UsersService, OperatorsService, OperatorKeysService],
})
export class UsersModule {}
