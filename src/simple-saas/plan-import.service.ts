import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SYSTEM } from '../audit/index.js';
import { BillingPlansService, type Plan, PlanWriterService, SEATS } from '../billing-plans/index.js';
import type { Row } from './dump.js';
import type { ImportMap } from './import-map.js';
import { nameOf, shortened } from './name-of.js';
import type { Doubt } from './report.js';

const CURRENCY = 'USD';
/** The original has no limits. */
const LIMITS = { [SEATS]: null };
const LONGEST_DAYS = 3650;
const LONGEST_CODE = 63;

/** The plan of this service that stands for a plan of the original. */
export type PlanTarget =
  { kind: 'made' | 'there' | 'mapped'; code: string; days: number } | { kind: 'leftOut' };

/** Imports the plans of the original. */
@Injectable()
export class PlanImportService {
  constructor(
    private readonly plans: BillingPlansService,
    private readonly writer: PlanWriterService,
  ) {}

  /**
   * Makes the plan, unless the map names another, or a plan of the same name and interval exists, as after an earlier import. The
   * original has no limits. So the plan allows any number of people, as the original did, and nothing else until an operator sets
   * limits.
   */
  async import(
    manager: EntityManager,
    row: Row<'plan'>,
    { map, codes, now }: { map: ImportMap; codes: ReadonlyMap<string, string>; now: Date },
  ): Promise<{ target: PlanTarget; doubts: Doubt[] }> {
    const at = `saas.plan ${row.pk}`;
    const leftOut = (rule: string, why: string) => ({
      target: { kind: 'leftOut' } as const,
      doubts: [{ row: at, rule, decision: `left out: ${why}` }],
    });
    const mapped = map.plans[row.pk];
    if (mapped !== undefined) {
      const plan = await this.plans.find(manager, mapped);
      if (plan === null)
        return leftOut('unknown_plan', `the map names "${mapped}", and there is no such plan`);
      return { target: { kind: 'mapped', code: mapped, days: row.duration_days }, doubts: [] };
    }
    if (row.duration_days < 1 || row.duration_days > LONGEST_DAYS)
      return leftOut('duration', `a duration of ${row.duration_days} days cannot be an interval`);
    const price = cents(row.usd_price);
    if (price === null)
      return leftOut('price', `"${row.usd_price}" is not a price in whole cents; name a plan in the map`);
    const code = codes.get(row.pk) as string;
    const target = { code, days: row.duration_days };
    const present = await this.plans.find(manager, code);
    if (present !== null && isSame(present, row)) {
      const decision = `the plan "${code}" that is here is used, although its price or its seats differ; name one in the map`;
      const doubts = isAsMade(present, price) ? [] : [{ row: at, rule: 'plan_there', decision }];
      return { target: { kind: 'there', ...target }, doubts };
    }
    if (present !== null)
      return leftOut('code_taken', `there is another plan "${code}"; name one in the map`);
    const name = nameOf(row.name);
    const made = await this.writer.create(
      manager,
      SYSTEM,
      {
        code,
        name: name === '' ? code : name,
        description: shortened((row.description ?? '').replaceAll('\0', ''), 1_000),
        price: { amount: price, currency: CURRENCY },
        interval: { unit: 'day', count: row.duration_days },
        limits: LIMITS,
      },
      now,
    );
    const decision = `"${code}" for ${(price / 100).toFixed(2)} ${CURRENCY} is the default plan of sign-ups; make another the default if it is not meant for strangers`;
    const doubts = made.isDefault ? [{ row: at, rule: DEFAULT_PLAN, decision }] : [];
    return { target: { kind: 'made', ...target }, doubts };
  }
}

/** The rule of the doubt about the plan that became the default. */
export const DEFAULT_PLAN = 'default_plan';

/** The plans with the free ones first, since the first plan that is made becomes the default, on which every sign-up begins. */
export const freeFirst = (rows: Row<'plan'>[]): Row<'plan'>[] => {
  const isFree = ({ usd_price }: Row<'plan'>) => cents(usd_price) === 0;
  return [...rows.filter(isFree), ...rows.filter((row) => !isFree(row))];
};

/**
 * The codes of all plans, made from their names. If two names give the same code, the primary key is added, and a number where the
 * result is the code of another plan. So no two plans have the same code. The rows are in the order of their keys, so the codes are
 * the same at each import.
 */
export function planCodes(rows: Row<'plan'>[]): Map<string, string> {
  const slugs = rows.map(({ name }) => slug(name));
  const isAlone = (base: string) => base !== '' && slugs.filter((other) => other === base).length === 1;
  const taken = new Set(slugs.filter(isAlone));
  return new Map(
    rows.map(({ pk }, place) => {
      const base = slugs[place] as string;
      if (isAlone(base)) return [pk, base];
      const end = `-${pk
        .toLowerCase()
        .replaceAll(/[^a-z0-9]/g, '')
        .slice(0, 40)}`;
      let code = withEnd(base, end);
      for (let n = 2; taken.has(code); n += 1) code = withEnd(base, `${end}-${n}`);
      taken.add(code);
      return [pk, code];
    }),
  );
}

const withEnd = (base: string, end: string): string =>
  (base === '' ? 'plan' : base).slice(0, LONGEST_CODE - end.length) + end;

const slug = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, LONGEST_CODE)
    .replace(/-+$/, '');

/** Whether an earlier import may have made the plan. It compares the interval and the currency, which never change. */
const isSame = ({ interval, price }: Plan, { duration_days }: Row<'plan'>): boolean =>
  interval.unit === 'day' && interval.count === duration_days && price.currency === CURRENCY;

const isAsMade = ({ price, limits }: Plan, amount: number): boolean =>
  price.amount === amount && limits[SEATS] === LIMITS[SEATS];

/** Reads an amount exactly, from its digits and not as a floating-point number. Null if it is not in whole cents. */
function cents(price: string): number | null {
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(price.trim()) ?? [];
  if (whole === undefined || !/^\d{0,2}0*$/.test(fraction)) return null;
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0').slice(0, 2));
}
