import { Global, Module } from '@nestjs/common';
import { JobsService } from './jobs.service.js';
import { PayloadCipher } from './payload-cipher.js';

@Global()
@Module({ providers: [JobsService, PayloadCipher], exports: [JobsService] })
export class JobsModule {}
