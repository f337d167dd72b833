import { Module } from '@nestjs/common';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { UsersService } from './users.service.js';

export { NewPassword } from './password.dto.js';

@Module({
  controllers: [MembersController],
  providers: [MembersService, UsersService],
  exports: [MembersService, UsersService],
})
export class MembersModule {}
