import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { AllowPeople, CurrentPerson } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { MySecondFactorService } from './my-second-factor.service.js';
import { BeginSecondFactorDto, RemoveSecondFactorDto, SecondFactorCodeDto } from './second-factor.dto.js';
import { RecoveryCodesView, SecondFactorSecretView, SecondFactorView } from './second-factor.view.js';

/** The second factor of the person who calls. */
@Controller('v1/me/second-factor')
@Chapter('Me')
@AllowPeople()
export class MySecondFactorController {
  constructor(private readonly factor: MySecondFactorService) {}

  @Get()
  @Operation({
    id: 'getMySecondFactor',
    summary: 'Show whether log-ins ask for a code',
    answers: SecondFactorView,
  })
  show(@CurrentPerson() person: PersonPrincipal): Promise<SecondFactorView> {
    return this.factor.show(person);
  }

  @Post()
  @Operation({
    id: 'beginSecondFactor',
    summary: 'Make a secret for an authenticator app',
    description: 'Log-ins ask for a code once a first one has confirmed it.',
    answers: SecondFactorSecretView,
    status: 201,
    body: { password: 'correct horse battery' },
    refuses: ['invalid_credentials', 'wrong_state', 'rate_limited'],
  })
  begin(
    @CurrentPerson() person: PersonPrincipal,
    @Body() { password }: BeginSecondFactorDto,
  ): Promise<SecondFactorSecretView> {
    return this.factor.begin(person, password);
  }

  @Post('confirm')
  @Operation({
    id: 'confirmSecondFactor',
    summary: 'Switch the second factor on, with a first code of the app',
    description: 'Answers the recovery codes, once.',
    answers: RecoveryCodesView,
    body: { code: '123456' },
    refuses: ['invalid_code', 'wrong_state', 'rate_limited'],
  })
  confirm(
    @CurrentPerson() person: PersonPrincipal,
    @Body() { code }: SecondFactorCodeDto,
  ): Promise<RecoveryCodesView> {
    return this.factor.confirm(person, code);
  }

  @Post('verify')
  @Operation({
    id: 'verifySecondFactor',
    summary: 'Show a code for the present session, for what asks for it again',
    status: 204,
    body: { code: '123456' },
    refuses: ['invalid_code', 'second_factor_required', 'wrong_state', 'rate_limited'],
  })
  verify(@CurrentPerson() person: PersonPrincipal, @Body() { code }: SecondFactorCodeDto): Promise<void> {
    return this.factor.verify(person, code);
  }

  @Post('recovery-codes')
  @Operation({
    id: 'renewRecoveryCodes',
    summary: 'Make new recovery codes, which replace the old ones',
    answers: RecoveryCodesView,
    body: { code: '123456' },
    refuses: ['invalid_code', 'second_factor_required', 'wrong_state', 'rate_limited'],
  })
  renewCodes(
    @CurrentPerson() person: PersonPrincipal,
    @Body() { code }: SecondFactorCodeDto,
  ): Promise<RecoveryCodesView> {
    return this.factor.renewCodes(person, code);
  }

  @Delete()
  @Operation({
    id: 'removeSecondFactor',
    summary: 'Switch the own second factor off',
    status: 204,
    body: { password: 'correct horse battery', code: '123456' },
    refuses: ['invalid_credentials', 'invalid_code', 'second_factor_required', 'wrong_state', 'rate_limited'],
  })
  remove(@CurrentPerson() person: PersonPrincipal, @Body() body: RemoveSecondFactorDto): Promise<void> {
    return this.factor.remove(person, body);
  }
}
