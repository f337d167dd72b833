import { escaped } from '../common/html.js';
import { asOneLine } from '../common/validation.js';

/** A mail to one person, before it is formatted. None of its text is trusted, because users write the names in it. */
export interface Email {
  to: string;
  subject: string;
  /** The paragraphs of the text. */
  paragraphs: string[];
  /** The link of the mail, which gets a line of its own. */
  link?: string;
  /** The paragraphs after the link. */
  after?: string[];
  /** The HTML from MAIL_TEMPLATES. Without it, the HTML is made from the text. */
  html?: string;
  /** The business that the mail is about. If it is erased before the mail is sent, the mail is not sent. */
  businessId?: string;
}

/** The mail as plain text. Each paragraph is one line, so that users cannot add lines by their names. */
export function asText({ paragraphs, link, after = [] }: Email): string {
  const lines = [
    ...paragraphs.map(asOneLine),
    ...(link === undefined ? [] : [link]),
    ...after.map(asOneLine),
  ];
  return `${lines.join('\n\n')}\n`;
}

/** The mail as HTML: that of MAIL_TEMPLATES, or simple HTML made from the text. */
export function asHtml({ paragraphs, link, after = [], html }: Email): string {
  if (html !== undefined) return html;
  const paragraph = (text: string) => `<p>${escaped(asOneLine(text))}</p>`;
  const anchor = link === undefined ? [] : [`<p><a href="${escaped(link)}">`, `${escaped(link)}`, '</a></p>'];
  const body = [...paragraphs.map(paragraph), ...anchor, ...after.map(paragraph)].join('\n');
  return `<!doctype html>\n<html><body>\n${body}\n</body></html>\n`;
}

/** Matches a web or mail address, and text that mail programs turn into a link. */
const ADDRESS =
  /:\/\/|\b(?:mailto|tel|javascript|data):|[\p{L}\p{N}-][.\u3002]\p{L}{2,}|\d{1,3}(?:\.\d{1,3}){3}|@/iu;

/** True if a name looks like an address, also if it uses other forms of letters or invisible characters. */
export const looksLikeAddress = (name: string): boolean =>
  ADDRESS.test(name.normalize('NFKC').replace(/\p{Cf}/gu, ''));
