export { JobRunnerModule } from './job-runner.module.js';
export { JobsService } from './jobs.service.js';
export { MailModule } from './mail.module.js';
export { MailService } from './mail.service.js';
export { type Message, MailTemplates } from './templates/mail-templates.js';
