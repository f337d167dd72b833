import { asOneLine } from '../common/validation.js';

/** A mail to one person in words, before it is formatted. Nothing in it is trusted, because users write names. */
export interface Email {
  to: string;
  subject: string;
  /** The paragraphs of the text. */
  paragraphs: string[];
  /** The link of the mail, on a line of its own, and the paragraphs after it. */
  link?: string;
  after?: string[];
  /** The HTML of the operator of the service, where it is not made of the text. */
  html?: string;
  /** The business that the mail is about. The mail is taken back if the business is erased before it is sent. */
  businessId?: string;
}

/** The mail as plain text. A paragraph is one line, whatever was written into it, so users cannot add lines to our mails. */
export function asText({ paragraphs, link, after = [] }: Email): string {
  const lines = [
    ...paragraphs.map(asOneLine),
    ...(link === undefined ? [] : [link]),
    ...after.map(asOneLine),
  ];
  return `${lines.join('\n\n')}\n`;
}

/** The mail as HTML, simple unless somebody made it. */
export function asHtml({ paragraphs, link, after = [], html }: Email): string {
  if (html !== undefined) return html;
  const paragraph = (text: string) => `<p>${escaped(asOneLine(text))}</p>`;
  const anchor = link === undefined ? [] : [`<p><a href="${escaped(link)}">`, `${escaped(link)}`, '</a></p>'];
  const body = [...paragraphs.map(paragraph), ...anchor, ...after.map(paragraph)].join('\n');
  return `<!doctype html>\n<html><body>\n${body}\n</body></html>\n`;
}

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (message) => `&#${message.codePointAt(0)};`);

/** A web or mail address, or text that mail programs turn into a link. */
const ADDRESS =
  /:\/\/|\b(?:mailto|tel|javascript|data):|[\p{L}\p{N}-][.\u3002]\p{L}{2,}|\d{1,3}(?:\.\d{1,3}){3}|@/iu;

/** Whether a name looks like an address, also with other forms of letters or invisible characters. */
export const looksLikeAddress = (name: string): boolean =>
  ADDRESS.test(name.normalize('NFKC').replace(/\p{Cf}/gu, ''));
