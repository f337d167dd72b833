import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { BusinessesModule } from '../businesses/index.js';
import { UsersModule } from '../users/index.js';
import { MembersModule } from '../members/index.js';
import { AccessGuard } from './access/access.guard.js';
import { AccessTokens } from './access/access-token.js';
import { AdminUsersController } from './people/admin-users.controller.js';
import { ApiKeyStrategy } from './access/api-key.strategy.js';
import { AccountLocksService } from './account/account-locks.service.js';
import { AccountController } from './account/account.controller.js';
import { AccountService } from './account/account.service.js';
import { AuthController } from './sessions/auth.controller.js';
import { AuthRetention } from './auth-retention.js';
import { AuthService } from './sessions/auth.service.js';
import { BrowserSessionsController } from './sessions/browser-sessions.controller.js';
import { BrowserSessionsService } from './sessions/browser-sessions.service.js';
import { SameOriginGuard } from './sessions/same-origin.guard.js';
import { DeclaredAccess } from './access/declared-access.js';
import { DeclaredInput } from './access/declared-input.js';
import { EmailChangesService } from './account/email-changes.service.js';
import { JwtStrategy } from './access/jwt.strategy.js';
import { MeController } from './me/me.controller.js';
import { MeService } from './me/me.service.js';
import { ApiKeyGuard, JwtGuard } from './access/passport.guards.js';
import { OperatorSessionsService } from './people/operator-sessions.service.js';
import { OperatorsController } from './people/operators.controller.js';
import { PeopleService } from './people/people.service.js';
import { ReadTokensController } from './access/read-tokens.controller.js';
import { AdminPortalSessionsController } from './portal/admin-portal-sessions.controller.js';
import { PortalSessionsController } from './portal/portal-sessions.controller.js';
import { PortalSessionsService } from './portal/portal-sessions.service.js';
import { OperatorKeyAccessService } from './access/operator-key-access.service.js';
import { OperatorKeyLookupService } from './access/operator-key-lookup.service.js';
import { IntrospectionService } from './access/introspection.service.js';
import { TokenChecksController } from './access/token-checks.controller.js';
import { ReadTokensService } from './access/read-tokens.service.js';
import { RequestsUnderWayService } from './access/requests-under-way.service.js';
import { PasswordProofService } from './account/password-proof.service.js';
import { SdkMeController } from './me/sdk-me.controller.js';
import { SdkMeService } from './me/sdk-me.service.js';
import { SessionsService } from './sessions/sessions.service.js';
import { MySecondFactorController } from './second-factor/my-second-factor.controller.js';
import { MySecondFactorService } from './second-factor/my-second-factor.service.js';
import { SecondFactorAccessService } from './second-factor/second-factor-access.service.js';
import { SecondFactorsService } from './second-factor/second-factors.service.js';
import { UserTokensService } from './account/user-tokens.service.js';

@Module({
  imports: [
    BusinessesModule,
    UsersModule,
    MembersModule,
    PassportModule,
    JwtModule.register({}),
    DiscoveryModule,
  ],
  controllers: [
    AuthController,
    BrowserSessionsController,
    AccountController,
    MeController,
    MySecondFactorController,
    SdkMeController,
    ReadTokensController,
    AdminPortalSessionsController,
    PortalSessionsController,
    TokenChecksController,
    OperatorsController,
    AdminUsersController,
  ],
  providers: [
    AuthService,
    SessionsService,
    BrowserSessionsService,
    SameOriginGuard,
    AccountService,
    AccountLocksService,
    EmailChangesService,
    PasswordProofService,
    SecondFactorsService,
    SecondFactorAccessService,
    MySecondFactorService,
    UserTokensService,
    AuthRetention,
    IntrospectionService,
    OperatorKeyLookupService,
    OperatorKeyAccessService,
    ReadTokensService,
    PortalSessionsService,
    RequestsUnderWayService,
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
    // It must come after the access guard, so that the caller is refused before the input is.
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
