import { Global, Module } from '@nestjs/common';
import { JobsService } from './jobs.service.js';
import { MailService } from './mail.service.js';
import { MailFilesScheduler } from './mail-files.scheduler.js';
import { MailTransport } from './mail-transport.js';
import { CONFIG } from '../config/config.js';
import { PayloadCipher } from './payload-cipher.js';
import { MailTemplates } from './templates/mail-templates.js';

@Global()
@Module({
  providers: [
    JobsService,
    MailService,
    MailTransport,
    MailFilesScheduler,
    PayloadCipher,
    { provide: MailTemplates, inject: [CONFIG], useFactory: MailTemplates.read },
  ],
  exports: [JobsService, MailService],
})
export class MailModule {}
