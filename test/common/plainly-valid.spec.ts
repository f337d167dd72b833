import { getMetadataStorage, validate } from 'class-validator';
import '../../src/app.module.js';
import { isPlainlyValid } from '../../src/common/plainly-valid.js';
import { readDto } from '../../src/common/read-dto.js';
import { CreateBotDto } from '../../src/members/bots/bot.dto.js';
import { CreateOperatorKeyDto } from '../../src/users/operator-keys/operator-key.dto.js';
import { CreateWebhookDto } from '../../src/webhooks/webhook.dto.js';
import { BatchDto } from '../../src/usage/spending/usage.dto.js';

type Dto = new () => Record<string, unknown>;

/** Every class with rules that the service declares. */
const dtos = [
  ...new Set(
    [
      ...(
        getMetadataStorage() as unknown as { validationMetadatas: Map<Dto, unknown> }
      ).validationMetadatas.keys(),
    ].filter((type) => typeof type === 'function'),
  ),
];

const VALUES: unknown[] = [
  ...[undefined, null, true, false, 0, 1, -1, 1.5, 2 ** 31, Number.NaN],
  ...[
    '',
    'a',
    'recordings',
    'Plan name',
    'external:crm-7',
    'ada@example.com',
    '2026-01-31',
    'EUR',
    'month',
    'DE',
  ],
  ...[
    '0199a7a0-0000-7000-8000-000000000000',
    '2026-01-31T00:00:00Z',
    'https://example.com/x',
    'x'.repeat(300),
  ],
  ...[[], ['usage:write'], [''], ['a', 1], {}, { a: 1 }, [{}], [null], [[]], [{ feature: 'recordings' }]],
];

describe('a list of choices', () => {
  it('that is too long is refused without a look at its items', async () => {
    for (const [type, field] of [
      [CreateBotDto, 'scopes'],
      [CreateWebhookDto, 'types'],
      [CreateOperatorKeyDto, 'scopes'],
    ] as const) {
      let looks = 0;
      const items = Array.from({ length: 1_000 }, (_, n) => `item ${n}`);
      const get = (list: string[], key: keyof string[]) => {
        if (key !== 'length') looks += 1;
        return list[key];
      };
      const dto = Object.assign(new type(), {
        [field]: new Proxy(items, { get: get as ProxyHandler<string[]>['get'] }),
      });
      expect((await validate(dto)).map(({ property }) => property)).toContain(field);
      expect(looks).toBeLessThan(20);
    }
  });
});

describe('isPlainlyValid', () => {
  // A generator of numbers that anybody gets again.
  let seed = 7;
  const upTo = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
  const one = () => VALUES[upTo(VALUES.length)];

  it('says of no input of any route that it is right where class-validator finds something wrong', async () => {
    expect(dtos.length).toBeGreaterThan(50);
    const seen = { right: 0, wrong: 0 };
    for (const type of dtos) {
      const fields = getMetadataStorage()
        .getTargetValidationMetadatas(type, '', false, false)
        .map(({ propertyName }) => propertyName);
      for (let turn = 0; turn < 60; turn += 1) {
        const dto = readDto(type, Object.fromEntries(fields.map((field) => [field, one()])), []);
        // Of a few fields each value is tried beside fields that are absent.
        for (const field of fields) if (upTo(2) === 0) delete dto[field];
        const errors = await validate(dto, { forbidUnknownValues: true });
        if (isPlainlyValid(dto)) expect(errors).toEqual([]);
        seen[errors.length === 0 ? 'right' : 'wrong'] += 1;
      }
    }
    expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(100);
  });

  it('knows a right batch of spends, and no wrong one', () => {
    const right = { feature: 'recordings', amount: 2, idempotencyKey: 'call-1' };
    const isRight = (...items: unknown[]) =>
      isPlainlyValid(readDto(BatchDto as unknown as Dto, { items }, []));
    expect(isRight(right, { feature: 'recordings' })).toBe(true);
    for (const wrong of [{ ...right, amount: 0 }, { ...right, feature: 7 }, { amount: 1 }, null, [], 'x'])
      expect(isRight(right, wrong)).toBe(false);
    expect(isRight()).toBe(false);
  });

  it('leaves a class without rules to class-validator, which refuses it', () => {
    expect(isPlainlyValid(new (class Unknown {})())).toBe(false);
  });
});
