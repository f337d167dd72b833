import { Global, Module } from '@nestjs/common';
import { MailService } from './mail.service.js';
import { MailFilesScheduler } from './mail-files.scheduler.js';
import { MailTransport } from './mail-transport.js';
import { CONFIG } from '../config/config.js';
import { JobsModule } from '../jobs/index.js';
import { MailTemplates } from './templates/mail-templates.js';

@Global()
@Module({
  imports: [JobsModule],
  providers: [
    MailService,
    MailTransport,
    MailFilesScheduler,
    { provide: MailTemplates, inject: [CONFIG], useFactory: MailTemplates.read },
  ],
  exports: [MailService],
})
export class MailModule {}
