/** A link that opens the dashboard. */
export class PortalSessionView {
  /** Send the person there at once. It opens once. @example 'https://billing.example.com/app/portal/0352FrRPTf22Mx2nS8okGWx8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt' */
  url: string;
  /** Five minutes after it was made. */
  expiresAt: Date;
}

/** What the page behind the link shows before it is opened. */
export class PortalLinkView {
  /** The e-mail address of the person who may use it. @example 'ada@example.com' */
  email: string;
  /** @example 'Ada' */
  firstName: string;
  /** @example 'Analytical Engines' */
  businessName: string;
  /** Where the person came from; null when the product did not say. @example 'https://app.example.com/settings' */
  returnUrl: string | null;
}
