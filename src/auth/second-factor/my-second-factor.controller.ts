import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { AllowPeople, CurrentPerson } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { MySecondFactorService } from './my-second-factor.service.js';
import {
  BeginSecondFactorDto,
  CODE_STATES,
  RemoveSecondFactorDto,
  SecondFactorCodeDto,
} from './second-factor.dto.js';
import { RecoveryCodesView, SecondFactorSecretView, SecondFactorView } from './second-factor.view.js';

/** Routes about the second factor of the person who is logged in. */
@Controller('v1/me/second-factor')
@Chapter('Me')
@AllowPeople()
export class MySecondFactorController {
  constructor(private readonly factor: MySecondFactorService) {}

  @Get()
  @Operation({
    id: 'getMySecondFactor',
    summary: 'Show whether you have a second factor',
    answers: SecondFactorView,
  })
  show(@CurrentPerson() person: PersonPrincipal): Promise<SecondFactorView> {
    return this.factor.show(person);
  }

  @Post()
  @Operation({
    id: 'beginSecondFactor',
    summary: 'Make a secret for an authenticator app',
    description: 'Log-ins need a code only after a first code has confirmed the secret.',
    answers: SecondFactorSecretView,
    status: 201,
    body: { password: 'correct horse battery' },
    refuses: ['invalid_credentials', 'wrong_state', 'rate_limited'],
    states: { second_factor: 'there is one already' },
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
    description: 'The recovery codes are shown only in this answer.',
    answers: RecoveryCodesView,
    body: { code: '123456' },
    refuses: ['invalid_code', 'wrong_state', 'rate_limited'],
    states: { second_factor: 'there is one already', no_second_factor: 'none was begun', ...CODE_STATES },
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
    summary: 'Verify a code for the present session, for routes that need one again',
    status: 204,
    body: { code: '123456' },
    refuses: ['invalid_code', 'second_factor_required', 'wrong_state', 'rate_limited'],
    states: CODE_STATES,
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
    states: CODE_STATES,
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
    summary: 'Switch your second factor off',
    status: 204,
    body: { password: 'correct horse battery', code: '123456' },
    refuses: ['invalid_credentials', 'invalid_code', 'second_factor_required', 'wrong_state', 'rate_limited'],
    states: CODE_STATES,
  })
  remove(@CurrentPerson() person: PersonPrincipal, @Body() body: RemoveSecondFactorDto): Promise<void> {
    return this.factor.remove(person, body);
  }
}
