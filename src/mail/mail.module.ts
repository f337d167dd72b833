import { Global, Module } from '@nestjs/common';
import { JobsService } from './jobs.service.js';
import { MailService } from './mail.service.js';
import { MailTransport } from './mail-transport.js';
import { PayloadCipher } from './payload-cipher.js';

@Global()
@Module({
  providers: [JobsService, MailService, MailTransport, PayloadCipher],
  exports: [JobsService, MailService],
})
export class MailModule {}
