import { asOneLine } from '../common/validation.js';

/** A mail to one person, before it takes its form. Nothing in it is trusted: names are written by users. */
export interface Email {
  to: string;
  subject: string;
  /** What it says, a paragraph each. */
  paragraphs: string[];
  /** The one link of the mail, alone on its line, and the paragraphs after it. */
  link?: string;
  after?: string[];
  /** The business it is about; the mail is taken back if the business is erased before it is sent. */
  businessId?: string;
}

/** Plain text. A paragraph is one line, whatever was written into it, so that no user adds lines to our mails. */
export function asText({ paragraphs, link, after = [] }: Email): string {
  const lines = [
    ...paragraphs.map(asOneLine),
    ...(link === undefined ? [] : [link]),
    ...after.map(asOneLine),
  ];
  return `${lines.join('\n\n')}\n`;
}

/** The same as simple HTML. */
export function asHtml({ paragraphs, link, after = [] }: Email): string {
  const paragraph = (text: string) => `<p>${escaped(asOneLine(text))}</p>`;
  const anchor = link === undefined ? [] : [`<p><a href="${escaped(link)}">`, `${escaped(link)}`, '</a></p>'];
  const body = [...paragraphs.map(paragraph), ...anchor, ...after.map(paragraph)].join('\n');
  return `<!doctype html>\n<html><body>\n${body}\n</body></html>\n`;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (message) => `&#${message.codePointAt(0)};`);

/** A web or mail address, or what mail programs take for one and turn into a link. */
const ADDRESS =
  /:\/\/|\b(?:mailto|tel|javascript|data):|[\p{L}\p{N}-][.\u3002]\p{L}{2,}|\d{1,3}(?:\.\d{1,3}){3}|@/iu;

/** Whether a name looks like an address, also when it is written with other forms of letters or invisible characters. */
export const looksLikeAddress = (name: string): boolean =>
  ADDRESS.test(name.normalize('NFKC').replace(/\p{Cf}/gu, ''));
