/** A card or bank account of Stripe's test mode, and how it behaves when it is charged: https://docs.stripe.com/testing. */
export interface TestCard {
  kind: 'card' | 'sepa_debit' | 'ideal';
  number: string;
  /**
   * `confirm`: paid only if the person is present. `debit`: the bank decides days later. `refused`: Stripe refuses the request (400)
   * with `refusedBecause`.
   */
  when: 'paid' | 'declined' | 'confirm' | 'debit' | 'refused';
  declineCode?: string;
  refusedBecause?: string;
  adviceCode?: string;
}

const card = (number: string, when: TestCard['when'], more: Partial<TestCard> = {}): TestCard => ({
  kind: 'card',
  number,
  when,
  ...more,
});

export const CARDS = {
  good: card('4242424242424242', 'paid'),
  other: card('4000056655665556', 'paid'),
  declined: card('4000000000000341', 'declined', { declineCode: 'generic_decline' }),
  noFunds: card('4000000000009995', 'declined', { declineCode: 'insufficient_funds' }),
  lost: card('4000000000009987', 'declined', { declineCode: 'lost_card' }),
  expired: card('4000000000000069', 'declined', { declineCode: 'expired_card' }),
  neverAgain: card('4000000000000002', 'declined', {
    declineCode: 'do_not_honor',
    adviceCode: 'do_not_try_again',
  }),
  toConfirm: card('4000002760003184', 'confirm'),
  noMandate: {
    kind: 'sepa_debit',
    number: 'DE00370400440532013000',
    when: 'refused',
    refusedBecause: 'billing_invalid_mandate',
  },
  unactivated: card('4000000000000119', 'refused', { refusedBecause: 'payment_method_unactivated' }),
  /** It is used once. Stripe makes a bank account from it for later payments. */
  ideal: { kind: 'ideal', number: 'NL91ABNA0417164300', when: 'paid' },
  bankAccount: { kind: 'sepa_debit', number: 'DE89370400440532013000', when: 'debit' },
} as const satisfies Record<string, TestCard>;
