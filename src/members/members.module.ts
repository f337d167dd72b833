import { Module } from '@nestjs/common';
import { BusinessesModule } from '../businesses/index.js';
import { UsersModule } from '../users/index.js';
import { AdminKeysController } from './bots/admin-keys.controller.js';
import { BotsController } from './bots/bots.controller.js';
import { BotsService } from './bots/bots.service.js';
import { KeysService } from './bots/keys.service.js';
import { AdminInvitationsController } from './invitations/admin-invitations.controller.js';
import { InvitationTokensService } from './invitations/invitation-tokens.service.js';
import { InvitationsRetention } from './invitations/invitations-retention.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { InvitationsService } from './invitations/invitations.service.js';
import { AdminMembersController } from './admin-members.controller.js';
import { BusinessChangesController } from './business-changes.controller.js';
import { MemberChangesController } from './member-changes.controller.js';
import { MemberChangesService } from './member-changes.service.js';
import { MemberRanksService } from './member-ranks.service.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';

@Module({
  imports: [BusinessesModule, UsersModule],
  controllers: [
    MembersController,
    MemberChangesController,
    BusinessChangesController,
    AdminMembersController,
    AdminKeysController,
    BotsController,
    InvitationsController,
    AdminInvitationsController,
  ],
  providers: [
    MembersService,
    MemberChangesService,
    MemberRanksService,
    KeysService,
    BotsService,
    InvitationsService,
    InvitationTokensService,
    InvitationsRetention,
  ],
  exports: [MembersService, MemberRanksService, KeysService, InvitationsService, InvitationTokensService],
})
export class MembersModule {}
