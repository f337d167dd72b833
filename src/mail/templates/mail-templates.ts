import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, ConfigError } from '../../config/config.js';
import type { Email } from '../email.js';
import { MAIL_NAMES, MAIL_TEXTS, type MailName, type MailValues, SHARED } from './mail-texts.js';
import { faultsOf, faultsOfText, fillHtml, fillText, readText, type TextTemplate } from './template.js';

/** A mail to one person: the name of its text, and the values of its variables. */
export type Message = {
  [Name in MailName]: {
    to: string;
    mail: Name;
    values: MailValues[Name];
    /** The business that the mail is about. If it is erased before the mail is sent, the mail is not sent. */
    businessId?: string;
  };
}[MailName];

/** The most characters of a file. */
const LONGEST = 100_000;
const FILE = /^(.+)\.(txt|html)$/;

interface Template {
  text: TextTemplate;
  /** Null if the HTML is made from the text. */
  html: string | null;
}

/** The texts of all mails: those in MAIL_TEMPLATES, else the built-in ones. */
export class MailTemplates {
  private constructor(
    private readonly templates: Map<MailName, Template>,
    private readonly shared: Record<string, string>,
  ) {}

  /**
   * Reads the files in MAIL_TEMPLATES: `<mail>.txt` for the text and `<mail>.html` for the HTML. If there is no text of a mail, the
   * built-in text is used. If there is no HTML, it is made from the text.
   *
   * @throws ConfigError, which lists everything that is wrong in the files
   */
  static async read({
    mailTemplates,
    productName,
    supportEmail,
  }: Pick<Config, 'mailTemplates' | 'productName' | 'supportEmail'>): Promise<MailTemplates> {
    const files = mailTemplates === null ? new Map<string, string>() : await filesOf(mailTemplates);
    const problems = [...files].flatMap(([name, source]) =>
      faultsOfFile(name, source).map((fault) => `MAIL_TEMPLATES: ${name} ${fault}`),
    );
    if (problems.length > 0) throw new ConfigError(problems);
    const templates = MAIL_NAMES.map((name): [MailName, Template] => [
      name,
      {
        text: readText(files.get(`${name}.txt`) ?? MAIL_TEXTS[name].text),
        html: files.get(`${name}.html`) ?? null,
      },
    ]);
    const support = supportEmail ?? `the people who run ${productName}`;
    return new MailTemplates(new Map(templates), { product: productName, support });
  }

  /** Fills the values into the text of a mail. */
  write({ to, mail, values, businessId }: Message): Email {
    const { text, html } = this.templates.get(mail) as Template;
    const all = { ...values, ...this.shared };
    return {
      to,
      ...fillText(text, all),
      ...(html === null ? {} : { html: fillHtml(html, all) }),
      ...(businessId === undefined ? {} : { businessId }),
    };
  }
}

/** Reads the files of a folder. Hidden files are ignored, because a mounted folder has some, for example with Kubernetes. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  try {
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
    const read = names.map(async (name): Promise<[string, string]> => [
      name,
      isMail(name) ? await readFile(join(folder, name), 'utf8') : '',
    ]);
    return new Map(await Promise.all(read));
  } catch (error) {
    throw new ConfigError([`MAIL_TEMPLATES cannot be read: ${(error as Error).message}`]);
  }
}

const isMail = (file: string): boolean => MAIL_NAMES.includes(FILE.exec(file)?.[1] as MailName);

function faultsOfFile(file: string, source: string): string[] {
  if (!isMail(file)) return [`is not a mail; there is ${MAIL_NAMES.map((name) => `${name}.txt`).join(', ')}`];
  if (source.length > LONGEST) return [`is longer than ${LONGEST} characters`];
  const { variables } = MAIL_TEXTS[FILE.exec(file)?.[1] as MailName];
  const known = [...variables, ...SHARED];
  return file.endsWith('.html') ? faultsOf(source, variables, known) : faultsOfText(source, variables, known);
}
