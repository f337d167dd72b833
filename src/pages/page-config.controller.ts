import { Controller, Get, Inject } from '@nestjs/common';
import { Public } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { CONFIG, type Config } from '../config/config.js';
import { PageConfigView } from './page-config.view.js';

/** For pages, before anybody is logged in. */
@Controller('v1/config')
@Chapter('Sign up')
@Public()
export class PageConfigController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @Operation({
    id: 'getConfig',
    summary:
      'Show what the product is called, where help is, whether one may sign up, and who collects money',
    answers: PageConfigView,
  })
  show(): PageConfigView {
    const { productName, supportEmail, signUp, payments } = this.config;
    return { productName, supportEmail, signUp, payments };
  }
}
