import { Module } from '@nestjs/common';
import { PageConfigController } from './page-config.controller.js';

/** The pages that the service serves. They use only its public API. */
@Module({ controllers: [PageConfigController] })
export class PagesModule {}
