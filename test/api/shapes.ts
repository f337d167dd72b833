/** The field sets of contract §7, in alphabetical order: what an answer has, no more and no less. */
export const FIELDS = {
  signUp: ['bot', 'business', 'member', 'subscription', 'tokens'],
  business: ['closedAt', 'createdAt', 'id', 'name', 'suspended'],
  operatorBusiness: [
    'closedAt',
    'createdAt',
    'externalId',
    'id',
    'metadata',
    'name',
    'suspended',
    'testClockId',
  ],
  human: ['active', 'createdAt', 'email', 'id', 'kind', 'name', 'role'],
  bot: ['active', 'createdAt', 'id', 'kind', 'lastUsedAt', 'name', 'scopes'],
  subscription: [
    'cancelAtCycleEnd',
    'cycle',
    'endReason',
    'endedAt',
    'id',
    'interval',
    'limits',
    'pendingPlan',
    'plan',
    'price',
    'status',
    'trialEndsAt',
  ],
  cycle: ['endsAt', 'index', 'startsAt', 'trial'],
  tokens: ['accessToken', 'expiresIn', 'refreshToken'],
  user: ['email', 'emailVerifiedAt', 'firstName', 'id', 'lastName', 'operator'],
  publicPlan: [
    'code',
    'description',
    'interval',
    'isDefault',
    'limits',
    'name',
    'price',
    'selfService',
    'trialDays',
    'whenCycleEnds',
    'whenTrialEnds',
  ],
  feature: ['key', 'kind', 'name', 'retiredAt', 'unit'],
  balance: ['credits', 'cycle', 'feature', 'granted', 'id', 'limit', 'remaining', 'used'],
  limitReached: [
    'code',
    'credits',
    'detail',
    'feature',
    'limit',
    'remaining',
    'requested',
    'resetsAt',
    'status',
    'title',
    'type',
    'unlockedBy',
    'used',
  ],
  metered: ['allowed', 'credits', 'feature', 'kind', 'limit', 'reason', 'remaining', 'resetsAt', 'used'],
  allocated: ['allowed', 'credits', 'feature', 'kind', 'limit', 'reason', 'remaining', 'used'],
  switch: ['allowed', 'feature', 'kind'],
};

export const fields = (object: object): string[] => Object.keys(object).sort();

export const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** An id that nothing has. */
export const UNKNOWN_ID = '01900000-0000-7000-8000-00000000dead';
