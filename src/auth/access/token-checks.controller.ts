import { Body, Controller, Get, Header, Post } from '@nestjs/common';
import { AllowOperators, Public } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { OPERATOR_KEY_SCOPES } from '../../common/principal.js';
import { AccessTokens } from './access-token.js';
import { IntrospectionService } from './introspection.service.js';
import { IntrospectDto } from './token-check.dto.js';
import { IntrospectionView, JwksView } from './token-check.view.js';

/** Routes with which the product's backend checks people's tokens: the public keys to verify them itself, and a route to ask. */
@Controller()
export class TokenChecksController {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly introspection: IntrospectionService,
  ) {}

  @Get('.well-known/jwks.json')
  @Chapter('Log in')
  @Public()
  @Header('Cache-Control', 'public, max-age=300')
  @Operation({
    id: 'getTokenKeys',
    summary: 'List the public keys that verify access tokens',
    description:
      'A verifier must accept only ES256, and check `typ` (`at+jwt`), `iss` (`PUBLIC_URL`), `aud` (`tenure:dashboard`) and ' +
      '`exp`. If a token names an unknown key, it should read this list again.',
    answers: JwksView,
  })
  keys(): JwksView {
    return this.tokens.jwks();
  }

  @Post('v1/auth/introspect')
  @Chapter('Operator: token checks')
  @AllowOperators(...OPERATOR_KEY_SCOPES)
  @Operation({
    id: 'introspectToken',
    summary: 'Check whether an access token is valid now, and whose it is',
    description:
      'Use it where a revocation has to take effect at once: it looks up the session, the membership and the business. For a ' +
      'token that is not valid, the answer has only `active: false`. Any operator key may call this route.',
    answers: IntrospectionView,
    body: { token: 'eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl' },
  })
  introspect(@Body() { token }: IntrospectDto): Promise<IntrospectionView> {
    return this.introspection.introspect(token);
  }
}
