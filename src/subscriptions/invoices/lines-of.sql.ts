import { MAX_UNITS } from '../../common/validation.js';

/**
 * SQL that says what a cycle costs. Invoices, previews and forecasts all use it, so they cannot disagree about it.
 *
 * `s` has the columns of `subscriptions`; `p` and `v` are the plan and the version of the cycle. `stays` is SQL that says whether
 * the subscription is on that plan already, because the price that an operator set for a plan counts for that plan only. `part`
 * is the part of the cycle that is billed, a numeric from 0 to 1. `price` is SQL of the price of the plan, see `agreedPrice`.
 * `quantity` is SQL of the seats. `currency` is SQL that says whether amounts of `s` are in the currency of `p`: a discount by an
 * amount, and what is carried, count for no other currency.
 *
 * The result, called `bill`, has `plan_price` (the value of `price`), `gross`, `discounted` (whether the discount counts for this
 * cycle), `total`, `whole` (what the whole cycle costs, without what is carried), `carried_after` (what is carried to the next
 * invoice), `currency` and `lines`. Amounts are in minor units. A percentage is rounded half up, and a total is never negative:
 * the rest is carried.
 *
 * `OFFSET 0` keeps PostgreSQL from copying the expression `price`, which may read a table, to each place that uses it.
 */
export const linesOf = (
  s: string,
  p: string,
  v: string,
  stays: string,
  {
    part = '1',
    price = `${v}.price_amount`,
    quantity = `${s}.quantity`,
    currency = 'true',
  }: { part?: string; price?: string; quantity?: string; currency?: string } = {},
): string => `
  CROSS JOIN LATERAL (
    SELECT known.price AS plan_price, COALESCE(CASE WHEN ${stays} THEN ${s}.price_override END, known.price) AS unit_amount,
           CASE WHEN ${v}.per_seat THEN ${quantity} ELSE 1 END AS quantity
    FROM (SELECT ${price} AS price OFFSET 0) AS known
  ) AS price
  CROSS JOIN LATERAL (
    SELECT LEAST(round(price.unit_amount::numeric * price.quantity * ${part}), ${MAX_UNITS})::bigint AS gross
  ) AS sum
  CROSS JOIN LATERAL (
    SELECT CASE WHEN ${currency} THEN ${s}.discount_amount END AS discount, CASE WHEN ${currency} THEN ${s}.carried ELSE 0 END AS carried
  ) AS own
  CROSS JOIN LATERAL (SELECT ${discountOn(s, 'sum.gross')} AS amount) AS discount
  CROSS JOIN LATERAL (
    SELECT LEAST(GREATEST(sum.gross - discount.amount + own.carried, 0), ${MAX_UNITS}) AS total
  ) AS net
  CROSS JOIN LATERAL (
    SELECT price.plan_price, sum.gross, net.total, ${p}.currency, ${wholeOf(s, part)} AS whole,
           sum.gross > 0 AND COALESCE(${s}.discount_percent, own.discount) IS NOT NULL AS discounted,
           own.carried - (net.total - (sum.gross - discount.amount)) AS carried_after,
           jsonb_build_array(jsonb_build_object('description', ${p}.name, 'quantity', price.quantity,
                                                'unitAmount', price.unit_amount, 'amount', sum.gross))
           || CASE WHEN discount.amount = 0 THEN '[]'::jsonb
                   ELSE jsonb_build_array(jsonb_build_object('description', 'Discount', 'quantity', 1,
                                                             'unitAmount', -discount.amount, 'amount', -discount.amount)) END
           || CASE WHEN net.total = sum.gross - discount.amount THEN '[]'::jsonb
                   ELSE jsonb_build_array(jsonb_build_object(
                     'description', 'Difference of an earlier change', 'quantity', 1,
                     'unitAmount', net.total - (sum.gross - discount.amount),
                     'amount', net.total - (sum.gross - discount.amount))) END
           AS lines
  ) AS bill`;

/** SQL of the discount of `s` on the amount `gross`. */
const discountOn = (s: string, gross: string): string => `
  CASE WHEN ${s}.discount_percent IS NOT NULL
       THEN floor((${gross}::numeric * ${s}.discount_percent + 50) / 100)::bigint
       ELSE LEAST(COALESCE(own.discount, 0), ${gross}) END`;

/** SQL of the price of the whole cycle, also if only a part is billed. */
function wholeOf(s: string, part: string): string {
  if (part === '1') return 'sum.gross - discount.amount';
  const gross = `LEAST(price.unit_amount::numeric * price.quantity, ${MAX_UNITS})::bigint`;
  return `${gross} - (${discountOn(s, gross)})`;
}

/** SQL that says whether two plans, given by SQL of their codes, have the same currency. */
export const sameCurrency = (before: string, after: string): string =>
  `(SELECT before.currency = after.currency FROM plans before, plans after WHERE before.code = ${before} AND after.code = ${after})`;

/**
 * The SET clause for a change of plan: it clears amounts in another currency. `same` is SQL that says whether the currency stays.
 * `forecast.sql.ts` states this rule and that of `discountAfter` a second time: change both.
 */
export const moneyAfter = (s: string, same: string): string => `
            discount_amount = CASE WHEN ${same} THEN ${s}.discount_amount END,
            discount_cycles = CASE WHEN ${same} OR ${s}.discount_amount IS NULL THEN ${s}.discount_cycles END,
            carried = CASE WHEN ${same} THEN ${s}.carried ELSE 0 END`;

/**
 * The SET clause that counts the discount of `s` down. `used` is an SQL expression: whether this cycle had the discount. `same` is
 * SQL that says whether the currency stays.
 */
export const discountAfter = (s: string, used: string, same = 'true'): string => `
      discount_percent = CASE WHEN ${used} AND ${s}.discount_cycles = 1 THEN NULL ELSE ${s}.discount_percent END,
      discount_amount = CASE WHEN NOT ${same} OR ${used} AND ${s}.discount_cycles = 1 THEN NULL ELSE ${s}.discount_amount END,
      discount_cycles = CASE WHEN NOT ${same} AND ${s}.discount_amount IS NOT NULL THEN NULL WHEN ${used} THEN NULLIF(${s}.discount_cycles - 1, 0) ELSE ${s}.discount_cycles END`;
