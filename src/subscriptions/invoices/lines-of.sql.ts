import { MAX_UNITS } from '../../common/validation.js';

/**
 * Says what a cycle costs: the one function for invoices, previews and forecasts, so that they cannot disagree.
 *
 * `s` has the columns of `subscriptions`, `p` and `v` are the plan and the version of the cycle, and `stays` is SQL that says
 * whether the subscription is on that plan already: a price that an operator set for it is for no other. The result, called
 * `bill`, has `gross`, `discounted` (whether the discount counts for it), `total`, `whole` (what all of the cycle costs, without
 * what is carried), `carried` (what is left to carry afterwards), `currency` and `lines`. Amounts are in minor units; a percentage
 * is rounded half up, and nothing makes a total negative. `part` is the part of the cycle that is billed, a numeric from 0 to 1.
 * `price` is SQL of the price of the plan, see `agreedPrice`; it is `plan_price` of the result. `quantity` is SQL of the seats.
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
  }: { part?: string; price?: string; quantity?: string } = {},
): string => `
  CROSS JOIN LATERAL (
    SELECT known.price AS plan_price, COALESCE(CASE WHEN ${stays} THEN ${s}.price_override END, known.price) AS unit_amount,
           CASE WHEN ${v}.per_seat THEN ${quantity} ELSE 1 END AS quantity
    FROM (SELECT ${price} AS price OFFSET 0) AS known
  ) AS price
  CROSS JOIN LATERAL (
    SELECT LEAST(round(price.unit_amount::numeric * price.quantity * ${part}), ${MAX_UNITS})::bigint AS gross
  ) AS sum
  CROSS JOIN LATERAL (SELECT ${off(s, 'sum.gross')} AS off) AS discount
  CROSS JOIN LATERAL (
    SELECT LEAST(GREATEST(sum.gross - discount.off + ${s}.carried, 0), ${MAX_UNITS}) AS total
  ) AS net
  CROSS JOIN LATERAL (
    SELECT price.plan_price, sum.gross, net.total, ${p}.currency, ${wholeOf(s, part)} AS whole,
           sum.gross > 0 AND COALESCE(${s}.discount_percent, ${s}.discount_amount) IS NOT NULL AS discounted,
           ${s}.carried - (net.total - (sum.gross - discount.off)) AS carried,
           jsonb_build_array(jsonb_build_object('description', ${p}.name, 'quantity', price.quantity,
                                                'unitAmount', price.unit_amount, 'amount', sum.gross))
           || CASE WHEN discount.off = 0 THEN '[]'::jsonb
                   ELSE jsonb_build_array(jsonb_build_object('description', 'Discount', 'quantity', 1,
                                                             'unitAmount', -discount.off, 'amount', -discount.off)) END
           || CASE WHEN net.total = sum.gross - discount.off THEN '[]'::jsonb
                   ELSE jsonb_build_array(jsonb_build_object(
                     'description', 'Difference of an earlier change', 'quantity', 1,
                     'unitAmount', net.total - (sum.gross - discount.off),
                     'amount', net.total - (sum.gross - discount.off))) END
           AS lines
  ) AS bill`;

/** What the discount of `s` takes off an amount. */
const off = (s: string, gross: string): string => `
  CASE WHEN ${s}.discount_percent IS NOT NULL
       THEN floor((${gross}::numeric * ${s}.discount_percent + 50) / 100)::bigint
       ELSE LEAST(COALESCE(${s}.discount_amount, 0), ${gross}) END`;

/** The price of the whole cycle, also where only a part is billed. */
function wholeOf(s: string, part: string): string {
  if (part === '1') return 'sum.gross - discount.off';
  const gross = `LEAST(price.unit_amount::numeric * price.quantity, ${MAX_UNITS})::bigint`;
  return `${gross} - (${off(s, gross)})`;
}

/** What is left of a discount of `s` after a cycle that it counted for: the SET of an UPDATE. `used` is SQL. */
export const discountAfter = (s: string, used: string): string => `
      discount_percent = CASE WHEN ${used} AND ${s}.discount_cycles = 1 THEN NULL ELSE ${s}.discount_percent END,
      discount_amount = CASE WHEN ${used} AND ${s}.discount_cycles = 1 THEN NULL ELSE ${s}.discount_amount END,
      discount_cycles = CASE WHEN ${used} THEN NULLIF(${s}.discount_cycles - 1, 0) ELSE ${s}.discount_cycles END`;
