import { Module } from '@nestjs/common';
import { PageConfigController } from './page-config.controller.js';

/** The pages that the service serves itself. They are clients of its API and of nothing else. */
@Module({ controllers: [PageConfigController] })
export class PagesModule {}
