import { listOf } from './objects.js';
import type { World } from './world.js';

/** Copies the answer, and replaces ids by their objects as `expand` asks. Nothing else is added. */
export function expanded(world: World, answer: object, paths: string[]): object {
  const copy = structuredClone(answer) as Record<string, any>;
  // An invoice has these fields only if they are requested.
  if (copy.object === 'invoice' && paths.some((path) => path.split('.')[0] === 'payments')) {
    const payments = [...world.payments.values()].filter(({ invoice }) => invoice === copy.id);
    copy.payments = listOf(structuredClone(payments), `/v1/invoices/${copy.id}/payments`);
  }
  if (copy.object === 'invoice' && paths.includes('amount_paid_off_stripe'))
    copy.amount_paid_off_stripe = world.paidOffStripe.get(copy.id as string) ?? 0;
  for (const path of paths) walk(world, copy, path.split('.'));
  return copy;
}

function walk(world: World, node: any, [field, ...rest]: string[]): void {
  if (field === undefined || typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) return node.forEach((each) => walk(world, each, [field, ...rest]));
  if (typeof node[field] === 'string') node[field] = structuredClone(find(world, node[field])) ?? node[field];
  if (Array.isArray(node[field])) return node[field].forEach((each: unknown) => walk(world, each, rest));
  walk(world, node[field], rest);
}

const find = (world: World, id: string): object | undefined =>
  world.intents.get(id) ??
  world.setups.get(id) ??
  world.attempts.get(id) ??
  world.charges.get(id) ??
  world.refunds.get(id) ??
  world.methods.get(id) ??
  world.invoices.get(id) ??
  world.customers.get(id);
