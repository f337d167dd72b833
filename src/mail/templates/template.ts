import { escaped } from '../../common/html.js';
import { asOneLine } from '../../common/validation.js';
import { looksLikeAddress } from '../email.js';
import { WRITTEN_BY_USERS } from './mail-texts.js';

/** The text of a mail with places for its variables. */
export interface TextTemplate {
  subject: string;
  /** The subject that is used if a name looks like an address, because mail programs turn addresses into links. */
  plainSubject: string | null;
  paragraphs: string[];
}

/** The values of variables, by name. */
export type TemplateValues = Record<string, string>;

const PLACE = /\{\{\s*(\w+)\s*\}\}/g;
const LINK_ALONE = /^\{\{\s*link\s*\}\}$/;

/** Reads the text of a mail: the subject lines, then paragraphs separated by empty lines. The lines of a paragraph are joined. */
export function readText(source: string): TextTemplate {
  const [head = '', ...paragraphs] = source
    .replaceAll('\r\n', '\n')
    .trim()
    .split(/\n[ \t]*\n\s*/);
  const plain = /^Plain-Subject:(.*)$/m.exec(head)?.[1]?.trim() ?? null;
  return {
    subject: /^Subject:(.*)$/m.exec(head)?.[1]?.trim() ?? '',
    plainSubject: plain === '' ? null : plain,
    paragraphs: paragraphs.map(asOneLine),
  };
}

/** Lists everything that is wrong with the text of a mail. It must contain the variables `needed`, and may contain `known`. */
export function faultsOfText(source: string, needed: string[], known: string[]): string[] {
  const { subject, plainSubject, paragraphs } = readText(source);
  const head =
    source
      .replaceAll('\r\n', '\n')
      .trim()
      .split(/\n[ \t]*\n/)[0] ?? '';
  const faults = faultsOf(source, needed, known);
  const refuse = (fault: string, when: boolean) => void (when && faults.push(fault));
  refuse('has to begin with a line "Subject: …"', subject === '');
  refuse(
    'may have the lines "Subject:" and "Plain-Subject:" above the first empty line, and no others',
    head.split('\n').some((line) => !/^(?:Plain-)?Subject:/.test(line)),
  );
  refuse('has no text below its subject', paragraphs.length === 0);
  const heads = placesOf(`${subject} ${plainSubject ?? ''}`);
  refuse('must not have {{link}} in a subject', heads.includes('link'));
  const named = (text: string) => placesOf(text).some((name) => WRITTEN_BY_USERS.includes(name));
  refuse(
    'needs a line "Plain-Subject: …" without names, for names that look like an address',
    named(subject) && plainSubject === null,
  );
  refuse('must not have a name in "Plain-Subject:"', named(plainSubject ?? ''));
  const withLink = paragraphs.filter((paragraph) => placesOf(paragraph).includes('link'));
  refuse(
    'has to have {{link}} once, as a paragraph of its own',
    withLink.length > 1 || withLink.some((paragraph) => !LINK_ALONE.test(paragraph)),
  );
  return faults;
}

/** Lists everything that is wrong with the variables of a text or of HTML. */
export function faultsOf(source: string, needed: string[], known: string[]): string[] {
  const used = placesOf(source);
  const list = known.map((name) => `{{${name}}}`).join(', ');
  return [
    ...(/\{\{|\}\}/.test(source.replace(PLACE, '')) ? ['has a "{{" or "}}" that is not a variable'] : []),
    ...[...new Set(used)]
      .filter((name) => !known.includes(name))
      .map((name) => `has {{${name}}}, and there is ${list}`),
    ...needed.filter((name) => !used.includes(name)).map((name) => `lacks {{${name}}}`),
  ];
}

/** Fills values into the text of a mail. */
export function fillText(
  template: TextTemplate,
  values: TemplateValues,
): { subject: string; paragraphs: string[]; link?: string; after: string[] } {
  const place = template.paragraphs.findIndex((paragraph) => LINK_ALONE.test(paragraph));
  const end = place < 0 ? template.paragraphs.length : place;
  const filled = template.paragraphs.map((paragraph) => fill(paragraph, values));
  const risky = placesOf(template.subject).some(
    (name) => WRITTEN_BY_USERS.includes(name) && looksLikeAddress(values[name] ?? ''),
  );
  return {
    subject: fill((risky ? template.plainSubject : null) ?? template.subject, values),
    paragraphs: filled.slice(0, end),
    ...(place < 0 ? {} : { link: values.link }),
    after: filled.slice(end + 1),
  };
}

/** Fills values into HTML. They are escaped, so they cannot add a tag or end an attribute in quotes. */
export const fillHtml = (html: string, values: TemplateValues): string =>
  fill(html, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, escaped(value)])));

/** Fills values into a text. Values are not searched for variables: a value such as `{{link}}` stays as it is. */
const fill = (text: string, values: TemplateValues): string =>
  text.replaceAll(PLACE, (_, name: string) => asOneLine(values[name] ?? ''));

const placesOf = (text: string): string[] => [...text.matchAll(PLACE)].map(([, name]) => name as string);
