import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { DAY_MS } from '../common/clock.js';
import { asOneLine } from '../common/validation.js';
import { CONFIG, type Config } from '../config/config.js';
import { asHtml, asText, type Email } from './email.js';

/** A mail with its id, which is the same at every attempt. It is the Message-ID, and the name of the file. */
export type QueuedEmail = Email & { id: string; at: string };

/** Milliseconds to connect to the mail server, its greeting included. After that, the job fails and is tried again later. */
const CONNECT_MS = 15_000;
/**
 * Milliseconds to wait for each later answer of the mail server. A server that checks a mail for viruses takes its time. If this
 * service gives up while the server confirms, the server has the mail already, and gets it again. Together with `CONNECT_MS` it is
 * less than `JOB_LIMIT_MS`, the time of a whole job.
 */
const ANSWER_MS = 25_000;

/** Milliseconds for which mails as files are kept. */
const FILES_KEPT_MS = 30 * DAY_MS;
/** The name of a mail as a file, or of its draft. */
const OWN_FILE = /^\.?[\da-f-]{36}\.(?:eml|draft)$/;

/** Sends mails by the server in SMTP_URL. Without it, it writes a file for each mail under `DATA_DIR/mail`. */
@Injectable()
export class MailTransport implements OnApplicationShutdown {
  private readonly smtp: Transporter | null;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.smtp =
      config.smtpUrl === null
        ? null
        : createTransport({
            url: config.smtpUrl,
            connectionTimeout: CONNECT_MS,
            socketTimeout: ANSWER_MS,
          });
  }

  async send(message: QueuedEmail): Promise<void> {
    const mail = {
      from: this.config.mailFrom,
      to: { name: '', address: message.to },
      subject: asOneLine(message.subject),
      text: asText(message),
      html: asHtml(message),
      textEncoding: 'quoted-printable' as const,
      messageId: `<${message.id}@${domainOf(this.config.mailFrom)}>`,
      date: new Date(message.at),
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    if (this.smtp === null) return this.writeFile(message.id, mail);
    await this.smtp.sendMail(mail);
  }

  /** Deletes the mails that were written as files more than 30 days before `now`, also those of before `SMTP_URL` was set. */
  async deleteOldFiles(now: Date): Promise<void> {
    const folder = join(this.config.dataDir, 'mail');
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((one) => OWN_FILE.test(one))) {
      const file = join(folder, name);
      const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < now.getTime() - FILES_KEPT_MS) await rm(file, { force: true });
    }
  }

  onApplicationShutdown(): void {
    this.smtp?.close();
  }

  /**
   * Writes a mail as a file. It writes a draft first and renames it, so that a file that appears is complete. A repeated attempt
   * replaces the file.
   */
  private async writeFile(id: string, mail: ConstructorParameters<typeof MailComposer>[0]): Promise<void> {
    const message = new MailComposer({ ...mail, newline: 'unix' }).compile();
    // With 8bit, every tool can read the file: it has no base64, and no broken lines.
    for (const part of message.childNodes) part.getTransferEncoding = () => '8bit';
    const folder = join(this.config.dataDir, 'mail');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `.${id}.draft`);
    await writeFile(draft, await message.build(), { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, join(folder, `${id}.eml`));
  }
}

const domainOf = (mailbox: string): string => /@([^@<>\s]+)>?$/.exec(mailbox)?.[1] ?? 'localhost';
