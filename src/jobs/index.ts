export { JOB_PRIORITY } from './job-priorities.js';
export { JobRunnerModule } from './job-runner.module.js';
export { JobsModule } from './jobs.module.js';
export { JobsService } from './jobs.service.js';
export { QueueRunner } from './queue-runner.js';
