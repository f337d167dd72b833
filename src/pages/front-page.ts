import { escaped, filled } from '../common/html.js';

/** A link on the page at `/`. */
export interface FrontLink {
  name: string;
  href: string;
  text: string;
}

/** Makes the page at `/`, which links to everything that the service serves. */
export const frontPage = (template: string, productName: string, links: FrontLink[]): string =>
  filled(template, { PRODUCT_NAME: escaped(productName), LINKS: links.map(card).join('\n') });

const card = ({ name, href, text }: FrontLink): string =>
  `<li><a href="${escaped(href)}"><strong>${escaped(name)}</strong> <span>${escaped(text)}</span></a></li>`;
