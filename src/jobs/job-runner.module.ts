import { Injectable, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { JobsService } from './jobs.service.js';

/** Does queued jobs, from the start of a server until after its last request. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly jobs: JobsService) {}

  onApplicationBootstrap(): void {
    this.jobs.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.jobs.stop();
  }
}

/** Only servers have this module. Commands queue jobs, but do none. */
@Module({ providers: [JobRunner] })
export class JobRunnerModule {}
