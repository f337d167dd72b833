export { type Email, looksLikeAddress } from './email.js';
export { JobsService } from './jobs.service.js';
export { MailModule } from './mail.module.js';
export { MailService } from './mail.service.js';
