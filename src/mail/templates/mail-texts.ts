/** The variables of each mail. All mails also have `product` and `support`. */
export interface MailValues {
  'choose-password': { link: string };
  'reset-password': { link: string };
  'verify-email': { link: string };
  'email-change-requested': { link: string };
  'email-changed': Record<never, never>;
  'password-changed': Record<never, never>;
  invitation: { inviter: string; business: string; link: string };
  'webhook-failing': { webhook: string; since: string };
  'webhook-gone': { webhook: string };
  'webhook-turned-off': { webhook: string };
  'invoice-issued': { invoice: string; amount: string; due: string };
  'invoice-paid': { invoice: string; amount: string };
  'invoice-unpaid': { invoice: string; amount: string; until: string };
  'payment-failed': { invoice: string; amount: string; until: string; link: string };
  'invoice-still-open': { invoice: string; amount: string };
  'change-refused': { invoice: string; amount: string };
  'invoice-refunded': { invoice: string; amount: string };
  'invoice-disputed': { invoice: string; amount: string; business: string };
  'access-ended': { plan: string };
  'trial-converts': { plan: string; amount: string; date: string };
  'renewal-ahead': { plan: string; amount: string; date: string };
  'price-rises': { plan: string; before: string; amount: string; from: string };
  'card-expires': { card: string; month: string };
}

export type MailName = keyof MailValues;

/** The variables that every mail may use: PRODUCT_NAME, and where people get help. */
export const SHARED = ['product', 'support'];

/** The variables whose values users write. They are not trusted. */
export const WRITTEN_BY_USERS = ['inviter', 'business'];

interface MailText<Values> {
  /** True if a person waits for the mail, or it warns one. All others may wait behind it: a renewal run queues very many. */
  isAwaited: boolean;
  /** The variables that the text must contain. */
  variables: (keyof Values & string)[];
  /** The text, in the form of a file in MAIL_TEMPLATES, see docs/mails.md. */
  text: string;
}

/** The built-in texts of all mails. A mail has no secret except its link. */
export const MAIL_TEXTS: { [Name in MailName]: MailText<MailValues[Name]> } = {
  'choose-password': {
    isAwaited: true,
    variables: ['link'],
    text: `Subject: Choose your password

You are now an operator of {{product}}. Choose your password within 30 minutes:

{{link}}

If the link has expired, ask for a new one on the log-in page. If you do not expect this, do nothing.
`,
  },
  'reset-password': {
    isAwaited: true,
    variables: ['link'],
    text: `Subject: Choose a new password

Somebody, probably you, asked for a new password for {{product}}. Choose it here within 30 minutes:

{{link}}

If it was not you, do nothing: your password stays as it is.
`,
  },
  'verify-email': {
    isAwaited: true,
    variables: ['link'],
    text: `Subject: Confirm your e-mail address

Please confirm to {{product}} that this address is yours, within 24 hours:

{{link}}

If you do not know why you get this, do nothing.
`,
  },
  'email-change-requested': {
    isAwaited: true,
    variables: ['link'],
    text: `Subject: Somebody asked to change your e-mail address

Somebody, probably you, asked to use another e-mail address for your account at {{product}}. If it was not you, stop it here
within 24 hours:

{{link}}

Then ask for a new password: the person who asked knows the present one.

If it was you, do nothing: the change is made when the link in the mail to the new address is followed.
`,
  },
  'email-changed': {
    isAwaited: true,
    variables: [],
    text: `Subject: Your e-mail address was changed

Your account at {{product}} now has another e-mail address; this one is no longer used for it. Every session was
ended.

If it was not you, tell {{support}}.
`,
  },
  'password-changed': {
    isAwaited: true,
    variables: [],
    text: `Subject: Your password was changed

The password of your account at {{product}} was changed just now, and every session was ended.

If it was not you, ask for a new password at once, and tell {{support}}.
`,
  },
  invitation: {
    isAwaited: true,
    variables: ['inviter', 'business', 'link'],
    text: `Subject: Join {{business}}
Plain-Subject: You are invited

{{inviter}} invites you to {{business}} at {{product}}. Accept within 7 days:

{{link}}

If you do not expect this, do nothing.
`,
  },
  'webhook-failing': {
    isAwaited: false,
    variables: ['webhook', 'since'],
    text: `Subject: A webhook has failed for 24 hours

Nothing that {{product}} sent to webhook {{webhook}} since {{since}} was delivered.

Its deliveries show what it answered. If it goes on failing, it is turned off after five days.
`,
  },
  'webhook-gone': {
    isAwaited: false,
    variables: ['webhook'],
    text: `Subject: A webhook was turned off

The receiver of webhook {{webhook}} answered 410, which says that it is gone for good. So {{product}} turned the webhook off.

Events are kept for it meanwhile. When the receiver works, turn the webhook on and replay what it has missed.
`,
  },
  'webhook-turned-off': {
    isAwaited: false,
    variables: ['webhook'],
    text: `Subject: A webhook was turned off

Nothing that {{product}} sent to webhook {{webhook}} in the last five days was delivered. The webhook was turned off.

Events are kept for it meanwhile. When the receiver works, turn the webhook on and replay what it has missed.
`,
  },
  'invoice-issued': {
    isAwaited: false,
    variables: ['invoice', 'amount', 'due'],
    text: `Subject: Invoice {{invoice}}

Invoice {{invoice}} of {{product}} is {{amount}}. It is due on {{due}}.
`,
  },
  'invoice-paid': {
    isAwaited: false,
    variables: ['invoice', 'amount'],
    text: `Subject: Invoice {{invoice}} is paid

{{product}} received {{amount}} for invoice {{invoice}}. Thank you.
`,
  },
  'invoice-unpaid': {
    isAwaited: false,
    variables: ['invoice', 'amount', 'until'],
    text: `Subject: Invoice {{invoice}} is not paid

Invoice {{invoice}} of {{product}}, {{amount}}, is not paid. Your access continues until {{until}}. Please pay before then.

If you have a question, ask {{support}}.
`,
  },
  'payment-failed': {
    isAwaited: false,
    variables: ['invoice', 'amount', 'until', 'link'],
    text: `Subject: The payment of invoice {{invoice}} failed

{{amount}} for invoice {{invoice}} of {{product}} could not be charged. Your access continues until {{until}}. Please save another
card or account before then, or pay here:

{{link}}

If you have a question, ask {{support}}.
`,
  },
  'invoice-still-open': {
    isAwaited: false,
    variables: ['invoice', 'amount'],
    text: `Subject: Invoice {{invoice}} is still open

Your subscription of {{product}} has ended. Invoice {{invoice}}, {{amount}}, is for the time before, and is not paid. Please pay it.

If you have a question, ask {{support}}.
`,
  },
  'change-refused': {
    isAwaited: false,
    variables: ['invoice', 'amount'],
    text: `Subject: The payment for your change of plan failed

The bank refused {{amount}} for invoice {{invoice}} of {{product}}. So your plan stays as it is. To change it, choose the plan again.

If you have a question, ask {{support}}.
`,
  },
  'invoice-disputed': {
    isAwaited: false,
    variables: ['invoice', 'amount', 'business'],
    text: `Subject: The payment of invoice {{invoice}} is disputed

{{business}} disputes the payment of {{amount}} for invoice {{invoice}} of {{product}}. Answer the dispute in the dashboard of the payment
provider, before the deadline that is shown there. Access goes on until the dispute is decided.
`,
  },
  'access-ended': {
    isAwaited: false,
    variables: ['plan'],
    text: `Subject: Your plan {{plan}} has ended

Your plan {{plan}} of {{product}} has ended, because an invoice was not paid. Nothing is owed for it any more, and your data is kept.

You can choose the plan again at any time. If you have a question, ask {{support}}.
`,
  },
  'trial-converts': {
    isAwaited: false,
    variables: ['plan', 'amount', 'date'],
    text: `Subject: Your trial ends on {{date}}

Your trial of {{product}} ends on {{date}}. From then on the plan {{plan}} costs {{amount}} for the first cycle.

If you do not want that, cancel before that date.
`,
  },
  'renewal-ahead': {
    isAwaited: false,
    variables: ['plan', 'amount', 'date'],
    text: `Subject: Your plan {{plan}} renews on {{date}}

Your plan {{plan}} of {{product}} renews on {{date}}, for {{amount}}.

If you do not want that, cancel before that date.
`,
  },
  'price-rises': {
    isAwaited: false,
    variables: ['plan', 'before', 'amount', 'from'],
    text: `Subject: The price of {{plan}} rises

The price of the plan {{plan}} of {{product}} rises from {{before}} to {{amount}}. The new price applies to cycles that begin on {{from}} or
later.

If you do not want that, choose another plan or cancel before that date.
`,
  },
  'card-expires': {
    isAwaited: false,
    variables: ['card', 'month'],
    text: `Subject: Your card expires in {{month}}

The card {{card}} that {{product}} charges expires in {{month}}. Please save another one.
`,
  },
  'invoice-refunded': {
    isAwaited: false,
    variables: ['invoice', 'amount'],
    text: `Subject: Money was sent back for invoice {{invoice}}

{{product}} has sent back {{amount}} in total for invoice {{invoice}}.
`,
  },
};

export const MAIL_NAMES = Object.keys(MAIL_TEXTS) as MailName[];
