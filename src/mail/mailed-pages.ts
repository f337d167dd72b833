/** The pages to which links in mails lead. `pages` serves each at `/PAGE/TOKEN`. */
export const MAILED_PAGES = ['invitations', 'reset-password', 'verify-email', 'cancel-email-change'] as const;

export type MailedPage = (typeof MAILED_PAGES)[number];
