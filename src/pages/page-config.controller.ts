import { Controller, Get, Inject } from '@nestjs/common';
import { Public } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { CONFIG, type Config } from '../config/config.js';
import { PageConfigView } from './page-config.view.js';

/** The route from which pages read their settings, before anybody is logged in. */
@Controller('v1/config')
@Chapter('Sign up')
@Public()
export class PageConfigController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @Operation({
    id: 'getConfig',
    summary:
      'Show the name of the product, the address for help, whether people may sign up, and who collects money',
    answers: PageConfigView,
  })
  show(): PageConfigView {
    const { productName, supportEmail, signUp, payments } = this.config;
    return { productName, supportEmail, signUp, payments };
  }
}
