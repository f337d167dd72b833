import { Controller, Get } from '@nestjs/common';
import { AllowBots, CurrentProgram } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { ProgramPrincipal } from '../../common/principal.js';
import { SdkMeService } from './sdk-me.service.js';
import { SdkMeView } from './sdk-me.view.js';

/** The route about the API key of the request. */
@Controller('v1/sdk/me')
@Chapter('Key')
export class SdkMeController {
  constructor(private readonly sdkMe: SdkMeService) {}

  @Get()
  @AllowBots()
  @Operation({
    id: 'getCurrentKey',
    summary: 'Show whose key this is and what it may do',
    answers: SdkMeView,
  })
  show(@CurrentProgram() program: ProgramPrincipal): Promise<SdkMeView> {
    return this.sdkMe.show(program);
  }
}
