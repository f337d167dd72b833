import { Controller, Get } from '@nestjs/common';
import { AllowBots, CurrentBot } from '../common/access.js';
import { Operation } from '../common/operation.js';
import type { BotPrincipal } from '../common/principal.js';
import { SdkMeService } from './sdk-me.service.js';
import { SdkMeView } from './sdk-me.view.js';

/** The bot that calls. */
@Controller('v1/sdk/me')
export class SdkMeController {
  constructor(private readonly sdkMe: SdkMeService) {}

  @Get()
  @AllowBots()
  @Operation({ summary: 'Show whose key this is and what it may do', answers: SdkMeView })
  show(@CurrentBot() bot: BotPrincipal): Promise<SdkMeView> {
    return this.sdkMe.show(bot);
  }
}
