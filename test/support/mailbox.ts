import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';

/** A mail as it was left, raw and as a mail program reads it. */
export interface Mail {
  file: string;
  raw: string;
  parsed: ParsedMail;
}

const PATIENCE_MS = 3_000;

/** Reads the mails that a server without SMTP_URL leaves as files. */
export class Mailbox {
  constructor(private readonly dataDir: string) {}

  /** All mails to this address, oldest first. */
  async to(address: string): Promise<Mail[]> {
    const folder = join(this.dataDir, 'mail');
    const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml')).sort();
    const mails = await Promise.all(
      files.map(async (file) => {
        const raw = await readFile(join(folder, file), 'utf8');
        return { file, raw, parsed: await simpleParser(raw) };
      }),
    );
    return mails.filter(({ raw }) => raw.includes(`\nTo: ${address}\n`));
  }

  /** The token of the newest link of this kind in a mail to the address; waits until there are `count` such mails. */
  async token(
    address: string,
    page: 'invitations' | 'reset-password' | 'verify-email' | 'cancel-email-change',
    count = 1,
  ): Promise<string> {
    const link = new RegExp(`^https?://[^/\\s]+/${page}/([0-9A-Za-z]+)$`, 'm');
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const tokens = (await this.to(address)).flatMap(({ raw }) => link.exec(raw)?.[1] ?? []);
      if (tokens.length >= count) return tokens.at(-1) as string;
      if (Date.now() > until)
        throw new Error(`${tokens.length} of ${count} ${page} mails to ${address} came.`);
      await sleep(20);
    }
  }
}
