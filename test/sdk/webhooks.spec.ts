import { createHmac, randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { InvalidSignature, verifyWebhook } from '../../sdk/src/webhooks.js';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const oldSecret = `whsec_${randomBytes(32).toString('base64')}`;
const EXAMPLE = '../../examples/webhook-receiver/verify.mjs';
const id = '019cafe0-0000-7000-8000-000000000001';
const body = JSON.stringify({
  type: 'webhook.test',
  timestamp: '2026-11-28T11:43:51.738Z',
  data: { name: 'Ä' },
});

/** A delivery as the standard's own package signs it. */
function signedBy(secrets: string[], at = new Date(), text = body): Record<string, string> {
  const signatures = secrets.map((one) => new Webhook(one).sign(id, at, text));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}

/** Signs a delivery with a key that everybody knows or can guess. */
function forgedWith(key: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(`${id}.${timestamp}.${body}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature.digest('base64')}`,
  };
}

describe('verifyWebhook', () => {
  it('takes what the package of the standard signs, as text, bytes, with headers of any kind', () => {
    const headers = signedBy([secret]);
    const event = { ...JSON.parse(body), id };
    expect(verifyWebhook(body, headers, secret)).toEqual(event);
    expect(verifyWebhook(Buffer.from(body), new Headers(headers), [secret])).toEqual(event);
    const capitals = Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value] as const);
    expect(verifyWebhook(body, Object.fromEntries(capitals), secret)).toEqual(event);
  });

  it('takes what node:crypto alone signs', () => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1a,unknown v1,${signature}`,
    };
    expect(verifyWebhook(body, headers, secret).type).toBe('webhook.test');
  });

  it('takes either secret while one replaces the other, on both sides', () => {
    expect(verifyWebhook(body, signedBy([oldSecret]), [secret, oldSecret]).id).toBe(id);
    expect(verifyWebhook(body, signedBy([oldSecret, secret]), [secret]).id).toBe(id);
  });

  it.each<[string, () => unknown]>([
    ['another secret', () => verifyWebhook(body, signedBy([oldSecret]), secret)],
    ['another body', () => verifyWebhook(`${body} `, signedBy([secret]), secret)],
    ['another id', () => verifyWebhook(body, { ...signedBy([secret]), 'webhook-id': 'other' }, secret)],
    [
      'an old delivery',
      () => verifyWebhook(body, signedBy([secret], new Date(Date.now() - 301_000)), secret),
    ],
    [
      'one from the future',
      () => verifyWebhook(body, signedBy([secret], new Date(Date.now() + 301_000)), secret),
    ],
    [
      'no timestamp',
      () => verifyWebhook(body, { ...signedBy([secret]), 'webhook-timestamp': 'now' }, secret),
    ],
    [
      'no signature',
      () => verifyWebhook(body, { ...signedBy([secret]), 'webhook-signature': 'v1,' }, secret),
    ],
    ['a missing header', () => verifyWebhook(body, { 'webhook-id': id }, secret)],
  ])('refuses %s', (_, verify) => {
    expect(verify).toThrow(InvalidSignature);
  });

  it('says that the setting is wrong where a secret is missing, and where there is none', async () => {
    const headers = signedBy([secret]);
    const { verify } = await import(EXAMPLE);
    for (const secrets of [[], [undefined], [secret, undefined]])
      expect(() => verify(body, headers, secrets)).toThrow('secret is missing');
    for (const secrets of [[], undefined, null, [undefined], [secret, undefined], [null, secret]])
      expect(() => verifyWebhook(body, headers, secrets as string[])).toThrow(
        expect.objectContaining({ name: 'Error', message: expect.stringMatching('secret is missing') }),
      );
  });

  it.each(['', 'whsec_', ' ', 'whsec_short', 'whsec_c2l4dGVlbiBsZXNzIDE='])(
    'takes nothing under %j, under which anybody can sign, and says that the setting is wrong',
    async (weak) => {
      const { verify } = await import(EXAMPLE);
      const headers = forgedWith(weak.replace('whsec_', ''));
      const refused = expect.objectContaining({ name: 'Error', message: expect.stringMatching('too short') });
      const caught = (secrets: string | string[]) => {
        try {
          return verifyWebhook(body, headers, secrets);
        } catch (error) {
          return error;
        }
      };
      expect([caught(weak), caught([weak]), caught([secret, weak])]).toEqual([refused, refused, refused]);
      expect(() => verify(body, headers, [weak])).toThrow('too short');
    },
  );
});
