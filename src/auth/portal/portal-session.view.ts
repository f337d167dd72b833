/** A link that opens the dashboard. */
export class PortalSessionView {
  /**
   * The link. Send the person there at once; it works once.
   * @example 'https://billing.example.com/app/portal/0352FrRPTf22Mx2nS8okGWx8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt'
   */
  url: string;
  /** Five minutes after the link was made. */
  expiresAt: Date;
}

/** What the page of the link shows before the link is used. */
export class PortalLinkView {
  /** The e-mail address of the person who may use it. @example 'ada@example.com' */
  email: string;
  /** @example 'Ada' */
  firstName: string;
  /** @example 'Analytical Engines' */
  businessName: string;
  /** The URL to which the dashboard leads back; null if the product gave none. @example 'https://app.example.com/settings' */
  returnUrl: string | null;
}
