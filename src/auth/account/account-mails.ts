import type { Email } from '../../mail/index.js';

/** The texts that we send to people about their accounts. They hold no secret but the link. */
export const resetMessage = (to: string, link: string): Email => ({
  to,
  subject: 'Choose a new password',
  paragraphs: ['Somebody, probably you, asked for a new password. Choose it here within 30 minutes:'],
  link,
  after: ['If it was not you, do nothing: your password stays as it is.'],
});

export const firstPasswordMessage = (to: string, link: string): Email => ({
  to,
  subject: 'Choose your password',
  paragraphs: ['You were made an operator of this service. Choose your password within 30 minutes:'],
  link,
  after: ['Later, ask for another link where you log in. If you do not expect this, do nothing.'],
});

export const verificationMessage = (to: string, link: string): Email => ({
  to,
  subject: 'Confirm your e-mail address',
  paragraphs: ['Please confirm that this address is yours, within 24 hours:'],
  link,
  after: ['If you do not know why you get this, do nothing.'],
});

export const emailChangeRequestedMessage = (to: string, link: string): Email => ({
  to,
  subject: 'Somebody asked to change your e-mail address',
  paragraphs: [
    'Somebody, probably you, asked to use another e-mail address for your account. If it was not you, stop it here within 24 hours:',
  ],
  link,
  after: [
    'Then ask for a new password: whoever asked knows the present one.',
    'If it was you, do nothing: the change is made when the link in the mail to the new address is followed.',
  ],
});

export const passwordChangedMessage = (to: string): Email => ({
  to,
  subject: 'Your password was changed',
  paragraphs: [
    'The password of your account was changed just now, and every session was ended.',
    'If it was not you, ask for a new password at once, and tell the people who run this service.',
  ],
});

export const emailChangedMessage = (to: string): Email => ({
  to,
  subject: 'Your e-mail address was changed',
  paragraphs: [
    'Your account now has another e-mail address; this one is no longer used for it.',
    'If it was not you, tell the people who run this service.',
  ],
});
