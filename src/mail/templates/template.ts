import { asOneLine } from '../../common/validation.js';
import { escaped, looksLikeAddress } from '../email.js';
import { WRITTEN_BY_USERS } from './mail-texts.js';

/** The text of a mail with places for its variables. */
export interface TextTemplate {
  subject: string;
  /** The subject where a name would read as an address, which mail programs make a link of. */
  plainSubject: string | null;
  paragraphs: string[];
}

/** What is filled in, by name. */
export type TemplateValues = Record<string, string>;

const PLACE = /\{\{\s*(\w+)\s*\}\}/g;
const LINK_ALONE = /^\{\{\s*link\s*\}\}$/;

/** Reads the text of a mail: the head, and paragraphs between empty lines. Lines of one paragraph are joined. */
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

/** Everything that is wrong with the text of a mail that has to say `needed` and may say `known`. */
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

/** Everything that is wrong with the variables of a text or HTML. */
export function faultsOf(source: string, needed: string[], known: string[]): string[] {
  const used = placesOf(source);
  const list = known.map((name) => `{{${name}}}`).join(', ');
  return [
    ...(/\{\{|\}\}/.test(source.replace(PLACE, '')) ? ['has a "{{" or "}}" that is no variable'] : []),
    ...[...new Set(used)]
      .filter((name) => !known.includes(name))
      .map((name) => `has {{${name}}}, and there is ${list}`),
    ...needed.filter((name) => !used.includes(name)).map((name) => `lacks {{${name}}}`),
  ];
}

/** A mail with its values, apart from whom it is to. */
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

/** HTML with its values, which cannot add a tag or end an attribute in quotes. */
export const fillHtml = (html: string, values: TemplateValues): string =>
  fill(html, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, escaped(value)])));

/** Filled-in values are not read again: a value such as `{{link}}` stays as it is. */
const fill = (text: string, values: TemplateValues): string =>
  text.replaceAll(PLACE, (_, name: string) => asOneLine(values[name] ?? ''));

const placesOf = (text: string): string[] => [...text.matchAll(PLACE)].map(([, name]) => name as string);
