import type { Config } from './config.js';

/** Warnings about the configuration of a production server, one line each. The server starts nevertheless. */
export function productionWarnings(config: Config): string[] {
  if (config.nodeEnv !== 'production') return [];
  const warnings: [when: boolean, warning: string][] = [
    [
      config.smtpUrl === null,
      'SMTP_URL is not set: mails are files under DATA_DIR/mail, and nobody gets an invitation or a reset.',
    ],
    [
      !config.publicUrl.startsWith('https:'),
      `PUBLIC_URL is ${config.publicUrl}: links in mails lead there. Set it to the https address that people use.`,
    ],
    [
      config.trustProxy === false,
      'TRUST_PROXY is not set: behind a proxy, all customers share its address, and one rate limit.',
    ],
    [!config.rateLimits, 'RATE_LIMITS is off: passwords can be guessed at any speed.'],
    [
      !config.renewals,
      'RENEWALS is off: unless another server has it on, nothing is renewed, collected or reminded of in time, and events of Stripe are not read.',
    ],
    [!config.outbound, 'OUTBOUND is off: this server sends no mails and no webhooks; they stay queued.'],
    [
      config.metricsPort === null && config.metricsToken === null,
      'METRICS_PORT and METRICS_TOKEN are not set: /metrics is open to everybody who reaches the API.',
    ],
  ];
  return warnings.filter(([when]) => when).map(([, warning]) => warning);
}
