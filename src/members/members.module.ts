import { Module } from '@nestjs/common';
import { AdminKeysController } from './admin-keys.controller.js';
import { AdminMembersController } from './admin-members.controller.js';
import { BotsController } from './bots.controller.js';
import { KeysService } from './keys.service.js';
import { MemberRanksService } from './member-ranks.service.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { OperatorsService } from './operators.service.js';
import { UsersService } from './users.service.js';

export { NewPassword } from './password.dto.js';

@Module({
  controllers: [MembersController, AdminMembersController, AdminKeysController, BotsController],
  providers: [MembersService, MemberRanksService, UsersService, KeysService, OperatorsService],
  exports: [MembersService, MemberRanksService, UsersService, KeysService, OperatorsService],
})
export class MembersModule {}
