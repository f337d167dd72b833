import { isAllowedAddress, toNetworks } from '../../src/webhooks/addresses.js';
import { DeliverySlots } from '../../src/webhooks/delivery-slots.js';
import { PAUSES_MS, pauseAfter, retryAfterMs } from '../../src/webhooks/retry-schedule.js';
import { publicUrl, urlFault } from '../../src/webhooks/target-url.js';

const HOUR = 3_600_000;

describe('The address of a receiver', () => {
  it.each([
    ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1'],
    ...[
      '169.254.169.254',
      '192.0.0.192',
      '198.18.0.1',
      '203.0.113.7',
      '224.0.0.1',
      '240.0.0.1',
      '255.255.255.255',
    ],
    // Where Azure gives a machine its credentials.
    '168.63.129.16',
    ...[
      '::',
      '::1',
      '::7f00:1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::ffff:10.0.0.1',
      '::ffff:0:127.0.0.1',
      '::127.0.0.1',
      '::8.8.8.8',
    ],
    ...['64:ff9b::7f00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', '2001:db8::1', '3fff::1'],
    ...[
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
      '4000::1',
      '100::1',
      '5f00::1',
    ],
    ...['0x7f.1', '2130706433', '0177.0.0.1', '127.1', 'localhost', ''],
  ])('%j is refused', (address) => {
    expect(isAllowedAddress(address, [])).toBe(false);
  });

  it.each(['8.8.8.8', '93.184.215.14', '::ffff:8.8.8.8', '2606:4700::1111', '2a00:1450:4001::8a'])(
    '%j is taken',
    (address) => {
      expect(isAllowedAddress(address, [])).toBe(true);
    },
  );

  it('inside is taken where WEBHOOK_NETWORKS names its network, but never a link-local one', () => {
    expect(isAllowedAddress('::127.0.0.1', toNetworks(['127.0.0.0/8']))).toBe(false);
    const allowed = toNetworks(['10.0.0.0/8', '::1/128', '0.0.0.0/0', '::/0']);
    const taken = ['10.1.2.3', '::1', '127.0.0.1', 'fd00::1'].map((each) => isAllowedAddress(each, allowed));
    expect(taken).toEqual([true, true, true, true]);
    const never = ['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', 'fe80::1%eth0', '168.63.129.16'];
    expect(never.map((each) => isAllowedAddress(each, allowed))).toEqual(never.map(() => false));
  });
});

describe('The URL of an endpoint', () => {
  it.each([
    ['http://example.com/', true],
    ['ftp://example.com/', false],
    ['javascript:alert(1)', false],
    ['file:///etc/passwd', false],
    ['https://ada@example.com/', true],
    ['https://ada:secret@example.com/', true],
    ['https://example.com/#a', true],
    ['/hooks', false],
    ['', false],
    [`https://example.com/${'😀'.repeat(200)}`, true],
  ])('%j is refused (in production: %j)', (url, production) => {
    expect(urlFault(url, production)).toEqual(expect.any(String));
  });

  it('may be https, and http outside of production', () => {
    expect(urlFault('https://example.com:8443/hooks?token=1', true)).toBeNull();
    expect(urlFault('http://example.com/', false)).toBeNull();
    expect(urlFault(`https://example.com/${'😀'.repeat(165)}`, true)).toBeNull();
  });

  it('is told to others without its query', () => {
    expect(publicUrl('https://example.com/hooks?token=secret')).toBe('https://example.com/hooks');
  });
});

describe('The pauses between attempts', () => {
  it('come to ten attempts in 75 hours and 35 minutes, each pause up to a fifth longer or shorter', () => {
    const pauses = PAUSES_MS.map((_, tries) => pauseAfter(tries + 1, null, 0.5));
    expect(pauses).toEqual([...PAUSES_MS.slice(1), null]);
    const total = PAUSES_MS.reduce((sum, pause) => sum + pause, 0);
    expect(total).toBe(75 * HOUR + 35 * 60_000 + 5_000);
    expect([pauseAfter(4, null, 0), pauseAfter(4, null, 1)]).toEqual([1.6 * HOUR, 2.4 * HOUR]);
  });

  it('are as long as the receiver asks for, up to a day, and never shorter than ours', () => {
    expect(pauseAfter(1, HOUR, 0.5)).toBe(HOUR);
    expect(pauseAfter(1, 90 * HOUR, 0.5)).toBe(24 * HOUR);
    expect(pauseAfter(4, 1_000, 0.5)).toBe(2 * HOUR);
    expect(pauseAfter(10, HOUR, 0.5)).toBeNull();
  });

  it('read Retry-After in seconds and as a date', () => {
    const now = new Date('2026-03-01T12:00:00.000Z');
    expect(retryAfterMs('120', now)).toBe(120_000);
    expect(retryAfterMs('Sun, 01 Mar 2026 12:01:00 GMT', now)).toBe(60_000);
    expect(retryAfterMs('Sun, 01 Mar 2026 11:00:00 GMT', now)).toBe(0);
    expect([retryAfterMs('soon', now), retryAfterMs(undefined, now)]).toEqual([null, null]);
  });
});

describe('The places for deliveries', () => {
  const take = (slots: DeliverySlots, endpoint: string, times: number, business = `of ${endpoint}`) =>
    Array.from({ length: times }, () => slots.tryTake(endpoint, business)).filter(Boolean).length;

  const release = (
    slots: DeliverySlots,
    endpoint: string,
    tookMs: number,
    { business = `of ${endpoint}`, ofOperators = false } = {},
  ) => slots.release(endpoint, business, { tookMs, ofOperators });
  const slowly = (
    slots: DeliverySlots,
    endpoint: string,
    more?: { business?: string; ofOperators?: boolean },
  ) => {
    take(slots, endpoint, 1, more?.business);
    release(slots, endpoint, 15_000, more);
  };

  it('leave some to others, whatever one endpoint asks for', () => {
    const slots = new DeliverySlots();
    expect(take(slots, 'busy', 20)).toBe(8);
    expect(slots.full()).toEqual(['busy', 'of busy']);
    release(slots, 'busy', 10);
    expect(slots.full()).toEqual([]);
  });

  it('leave some to others, however many endpoints one business has', () => {
    const slots = new DeliverySlots();
    const taken = Array.from({ length: 10 }, (_, n) => take(slots, `endpoint ${n}`, 2, 'greedy'));
    expect(taken.reduce((sum, places) => sum + places, 0)).toBe(8);
    expect(slots.full()).toEqual(['greedy']);
    expect(take(slots, 'other', 1, 'modest')).toBe(1);
  });

  it('are few for slow endpoints, and half of them for all slow ones, until they answer in time', () => {
    const slots = new DeliverySlots();
    const slow = ['a', 'b', 'c', 'd'];
    for (const endpoint of slow) {
      take(slots, endpoint, 1);
      release(slots, endpoint, 15_000);
    }
    expect(slow.map((endpoint) => take(slots, endpoint, 5))).toEqual([2, 2, 1, 0]);
    expect(slots.full().sort()).toEqual(slow);
    expect(take(slots, 'quick', 20)).toBe(8);
    release(slots, 'a', 100);
    expect(take(slots, 'a', 20)).toBe(7);
  });

  it('are two for all slow endpoints of one business, and two for each of the operators', () => {
    const slots = new DeliverySlots();
    for (const endpoint of ['a', 'b', 'c']) slowly(slots, endpoint, { business: 'hanging' });
    for (const endpoint of ['x', 'y']) slowly(slots, endpoint, { business: 'hanging', ofOperators: true });
    expect(take(slots, 'a', 1, 'hanging')).toBe(1);
    expect(take(slots, 'b', 2, 'hanging')).toBe(1);
    expect(slots.full().sort()).toEqual(['a', 'b', 'c']);
    slowly(slots, 'other');
    expect(take(slots, 'other', 1)).toBe(1);
    expect(take(slots, 'x', 1, 'hanging') + take(slots, 'y', 1, 'hanging')).toBe(2);
  });

  it('are few for an endpoint that was slow a moment ago, however many were slow before', () => {
    const slots = new DeliverySlots();
    for (let n = 0; n < 10_001; n += 1) slowly(slots, `endpoint ${n}`);
    expect(take(slots, 'endpoint 10000', 20)).toBe(2);
    expect(take(slots, 'endpoint 0', 20)).toBe(8);
  });
});
