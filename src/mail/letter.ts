/** A mail to one person, before it takes its form. Nothing in it is trusted: names are written by users. */
export interface Letter {
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
export function asText({ paragraphs, link, after = [] }: Letter): string {
  const lines = [...paragraphs.map(oneLine), ...(link === undefined ? [] : [link]), ...after.map(oneLine)];
  return `${lines.join('\n\n')}\n`;
}

/** The same as simple HTML. */
export function asHtml({ paragraphs, link, after = [] }: Letter): string {
  const paragraph = (text: string) => `<p>${escaped(oneLine(text))}</p>`;
  const anchor = link === undefined ? [] : [`<p><a href="${escaped(link)}">`, `${escaped(link)}`, '</a></p>'];
  const body = [...paragraphs.map(paragraph), ...anchor, ...after.map(paragraph)].join('\n');
  return `<!doctype html>\n<html><body>\n${body}\n</body></html>\n`;
}

// eslint-disable-next-line no-control-regex
export const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ');

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
