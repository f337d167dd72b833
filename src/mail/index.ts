export { MailModule } from './mail.module.js';
export { MailService } from './mail.service.js';
export { type Message, MailTemplates } from './templates/mail-templates.js';
