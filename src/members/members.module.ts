import { Module } from '@nestjs/common';
import { BotsController } from './bots.controller.js';
import { KeysService } from './keys.service.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { UsersService } from './users.service.js';

export { NewPassword } from './password.dto.js';

@Module({
  controllers: [MembersController, BotsController],
  providers: [MembersService, UsersService, KeysService],
  exports: [MembersService, UsersService, KeysService],
})
export class MembersModule {}
