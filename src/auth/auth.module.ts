import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { BusinessesModule } from '../businesses/businesses.module.js';
import { MembersModule } from '../members/members.module.js';
import { AccessGuard } from './access.guard.js';
import { AccessTokens } from './access-token.js';
import { AdminUsersController } from './admin-users.controller.js';
import { ApiKeyStrategy } from './api-key.strategy.js';
import { AccountLocksService } from './account-locks.service.js';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { AuthController } from './auth.controller.js';
import { AuthRetention } from './auth-retention.js';
import { AuthService } from './auth.service.js';
import { DeclaredAccess } from './declared-access.js';
import { DeclaredInput } from './declared-input.js';
import { EmailChangesService } from './email-changes.service.js';
import { JwtStrategy } from './jwt.strategy.js';
import { MeController } from './me.controller.js';
import { MeService } from './me.service.js';
import { ApiKeyGuard, JwtGuard } from './passport.guards.js';
import { OperatorKeysController } from './operator-keys.controller.js';
import { OperatorSessionsService } from './operator-sessions.service.js';
import { OperatorKeysService } from './operator-keys.service.js';
import { OperatorsController } from './operators.controller.js';
import { PeopleService } from './people.service.js';
import { ReadTokensController } from './read-tokens.controller.js';
import { ReadTokensService } from './read-tokens.service.js';
import { PasswordProofService } from './password-proof.service.js';
import { SdkMeController } from './sdk-me.controller.js';
import { SdkMeService } from './sdk-me.service.js';
import { SessionsService } from './sessions.service.js';
import { UserTokensService } from './user-tokens.service.js';

@Module({
  imports: [BusinessesModule, MembersModule, PassportModule, JwtModule.register({}), DiscoveryModule],
  controllers: [
    AuthController,
    AccountController,
    MeController,
    SdkMeController,
    ReadTokensController,
    OperatorKeysController,
    OperatorsController,
    AdminUsersController,
  ],
  providers: [
    AuthService,
    SessionsService,
    AccountService,
    AccountLocksService,
    EmailChangesService,
    PasswordProofService,
    UserTokensService,
    AuthRetention,
    OperatorKeysService,
    ReadTokensService,
    OperatorSessionsService,
    PeopleService,
    AccessTokens,
    JwtStrategy,
    ApiKeyStrategy,
    JwtGuard,
    ApiKeyGuard,
    SdkMeService,
    MeService,
    DeclaredAccess,
    { provide: APP_GUARD, useClass: AccessGuard },
    // After it: input is refused once the caller is admitted.
    { provide: APP_GUARD, useClass: DeclaredInput },
  ],
  exports: [
    AuthService,
    AccountService,
    AccountLocksService,
    PasswordProofService,
    EmailChangesService,
    SessionsService,
  ],
})
export class AuthModule {}
