import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { MembersModule } from '../members/members.module.js';
import { AccessGuard } from './access.guard.js';
import { AccessTokens } from './access-token.js';
import { ApiKeyStrategy } from './api-key.strategy.js';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { DeclaredAccess } from './declared-access.js';
import { JwtStrategy } from './jwt.strategy.js';
import { MeController } from './me.controller.js';
import { ApiKeyGuard, JwtGuard } from './passport.guards.js';
import { RateLimitsService } from './rate-limits.service.js';
import { SdkMeController } from './sdk-me.controller.js';
import { SdkMeService } from './sdk-me.service.js';
import { SessionsService } from './sessions.service.js';
import { UserTokensService } from './user-tokens.service.js';

@Module({
  imports: [MembersModule, PassportModule, JwtModule.register({}), DiscoveryModule],
  controllers: [AuthController, AccountController, MeController, SdkMeController],
  providers: [
    AuthService,
    SessionsService,
    AccountService,
    UserTokensService,
    RateLimitsService,
    AccessTokens,
    JwtStrategy,
    ApiKeyStrategy,
    JwtGuard,
    ApiKeyGuard,
    SdkMeService,
    DeclaredAccess,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AuthService, AccountService, RateLimitsService],
})
export class AuthModule {}
