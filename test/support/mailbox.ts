import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParsedMail } from 'mailparser';
import { until } from './until.js';

/** A mail file: its raw text, and the mail as a mail program reads it. */
export interface Mail {
  file: string;
  raw: string;
  parsed: ParsedMail;
}

/** Reads the mails that a server without SMTP_URL writes as files. */
export class Mailbox {
  constructor(private readonly dataDir: string) {}

  /** Reads all mails to this address, oldest first. */
  async to(address: string): Promise<Mail[]> {
    // Imported late, because it is large and most tests read no mail.
    const { simpleParser } = await import('mailparser');
    return Promise.all(
      (await this.rawTo(address)).map(async ({ file, raw }) => ({
        file,
        raw,
        parsed: await simpleParser(raw),
      })),
    );
  }

  /** Returns the token of the newest link of this kind in a mail to the address. Waits until there are `count` such mails. */
  async token(
    address: string,
    page: 'invitations' | 'reset-password' | 'verify-email' | 'cancel-email-change',
    count = 1,
  ): Promise<string> {
    const link = new RegExp(`^https?://[^/\\s]+/${page}/([0-9A-Za-z]+)$`, 'm');
    const tokens = async () => (await this.rawTo(address)).flatMap(({ raw }) => link.exec(raw)?.[1] ?? []);
    const enough = async () => {
      const found = await tokens();
      return found.length >= count ? found.at(-1) : null;
    };
    return until(enough, `${count} ${page} mails to ${address}`);
  }

  private async rawTo(address: string): Promise<Pick<Mail, 'file' | 'raw'>[]> {
    const folder = join(this.dataDir, 'mail');
    const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml')).sort();
    const mails = await Promise.all(
      files.map(async (file) => ({ file, raw: await readFile(join(folder, file), 'utf8') })),
    );
    return mails.filter(({ raw }) => raw.includes(`\nTo: ${address}\n`));
  }
}
