import { Body, Controller, Get, Header, Post } from '@nestjs/common';
import { AllowOperators, Public } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { SERVICE_SCOPES } from '../../common/principal.js';
import { AccessTokens } from './access-token.js';
import { IntrospectionService } from './introspection.service.js';
import { IntrospectDto } from './token-checks.dto.js';
import { IntrospectionView, JwksView } from './token-checks.view.js';

/** The product's backend checks the tokens of people itself, or asks. */
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
    summary: 'List the public keys that access tokens are verified by',
    description:
      'A verifier takes ES256 alone, and checks `typ` (`at+jwt`), `iss` (`PUBLIC_URL`), `aud` (`tenure:dashboard`) and ' +
      '`exp`. It asks again when a token names a key that it does not know.',
    answers: JwksView,
  })
  keys(): JwksView {
    return this.tokens.jwks();
  }

  @Post('v1/auth/introspect')
  @Chapter('Operator: token checks')
  @AllowOperators(...SERVICE_SCOPES)
  @Operation({
    id: 'introspectToken',
    summary: 'Ask what an access token stands for at this moment',
    description:
      'Use it where a revocation has to count at once: the session, the membership and the business are looked up. A token ' +
      'that is not good is answered with `active: false` and nothing else. Any operator key may ask.',
    answers: IntrospectionView,
    body: { token: 'eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl' },
  })
  introspect(@Body() { token }: IntrospectDto): Promise<IntrospectionView> {
    return this.introspection.introspect(token);
  }
}
