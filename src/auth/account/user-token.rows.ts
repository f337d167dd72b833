/**
 * What a mailed link does: it sets a new password, verifies the present address, changes the address to a new one, or stops such a
 * change.
 */
export type Purpose = 'reset' | 'verify' | 'email_change' | 'email_stop';

/** The owner of a token, its purpose, and the address to which it was mailed. */
export interface MailedToken {
  userId: string;
  purpose: Purpose;
  email: string;
}
