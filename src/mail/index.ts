export { MailModule } from './mail.module.js';
export { MailService } from './mail.service.js';
export { MAILED_PAGES, type MailedPage } from './mailed-pages.js';
export { type Message, MailTemplates } from './templates/mail-templates.js';
