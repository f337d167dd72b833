export { JobsService } from './jobs.service.js';
export { type Letter, looksLikeAddress } from './letter.js';
export { MailModule } from './mail.module.js';
export { MailService } from './mail.service.js';
