/** The state of a subscription in one word. Past due is shown even if the subscription is canceled. */
export const subscriptionState = ({
  status,
  cancelAtCycleEnd,
}: {
  status: string;
  cancelAtCycleEnd: boolean;
}): string => (cancelAtCycleEnd && (status === 'active' || status === 'trialing') ? 'canceling' : status);

/** The state of a business in one word. */
export const businessState = ({
  suspended,
  closedAt,
}: {
  suspended: boolean;
  closedAt: string | null;
}): string => (closedAt !== null ? 'closed' : suspended ? 'suspended' : 'active');
