/** Statements that are about many businesses, or look for one that is not known yet. A distributed database asks all nodes for them. */
export const ABOUT_MANY: Record<string, string[]> = {
  'lists and figures for operators': [
    ...[
      'audit_list_all',
      'audit_list_for_operators',
      'catalogue_count_on_plans',
      'renewal_list_set_aside',
      'renewal_count_set_aside',
    ],
    ...[
      'reports_businesses',
      'reports_businesses_suspended',
      'reports_businesses_on_clock',
      'reports_businesses_by_external_id',
    ],
    ...[
      'reports_businesses_live',
      'reports_businesses_ended',
      'reports_businesses_find',
      'reports_businesses_by_name',
    ],
    ...[
      'reports_businesses_by_owner',
      'reports_plan_versions',
      'reports_count_by_plan',
      'reports_count_businesses',
    ],
    ...[
      'reports_days_to_close',
      'reports_day_store_state',
      'reports_day_store_flows',
      'reports_day_used_in_span',
    ],
    ...['reports_usage_in_span', 'reports_usage_rank'],
    ...[
      'reports_subscriptions',
      'reports_subscriptions_canceling',
      'reports_subscriptions_on_clock',
      'payments_show',
    ],
    ...[
      'invoice_count_unpaid',
      'renewal_loop_state',
      'webhook_pending',
      'webhook_of_a_day',
      'event_any_waits',
    ],
  ],
  'what is due': [
    ...[
      'renewal_ranges',
      'renewal_due_all',
      'renewal_due_clock',
      'renewal_starts_all',
      'renewal_starts_clock',
    ],
    ...['renewal_lapses_all', 'renewal_lock_seats_all', 'renewal_lock_seats_clock'],
    ...['renewal_raise_seats_all', 'renewal_raise_seats_clock'],
    ...['renewal_advance_all', 'renewal_advance_all_listened', 'renewal_advance_all_recorded'],
    ...[
      'renewal_advance_all_invoicing',
      'renewal_advance_all_invoicing_listened',
      'renewal_advance_all_invoicing_recorded',
    ],
    ...['renewal_advance_clock', 'renewal_advance_clock_listened', 'renewal_advance_clock_recorded'],
    ...[
      'renewal_advance_clock_invoicing',
      'renewal_advance_clock_invoicing_listened',
      'renewal_advance_clock_invoicing_recorded',
    ],
    ...[
      'trial_notices_tell',
      'trial_notices_tell_listened',
      'trial_notices_tell_on_clock',
      'trial_notices_tell_on_clock_listened',
    ],
    ...[
      'subscription_tell_prices',
      'subscription_to_announce',
      'billing_take_lapses',
      'payment_cards_expiring',
    ],
    ...['invoice_take_unissued', 'invoice_issue_taken'],
    ...['invoice_overdue', 'invoice_access_ending', 'invoice_still_open'],
    ...[
      'invoice_expired_changes',
      'customer_update_claim',
      'payments_compare_refused',
      'invoice_claim',
      'invoice_claim_leftovers',
      'invoice_claim_processing',
      'checkout_find_over',
    ],
    ...[
      'payments_compare_by_id',
      'payments_compare_since',
      'invoice_open_on_clock',
      'renewal_renewed_on_clock',
    ],
  ],
  'an edit of a plan': ['plan_moves_span', 'plan_moves_next', 'plan_was_used_in_span', 'plan_was_used_since'],
  'the feed of all events': ['event_create_sequences', 'event_number', 'event_feed', 'event_feed_newest'],
  'deliveries of an endpoint, whose events may be of many businesses': [
    ...['webhook_list_deliveries', 'webhook_list_some_deliveries', 'webhook_find_delivery'],
    ...['webhook_replay_one', 'webhook_replay_failed', 'webhook_replay_all'],
  ],
  'a person, who may be in several businesses': [
    ...[
      'member_active_memberships_of',
      'portal_session_spend_all',
      'member_memberships_of',
      'account_erasure_open_businesses_of',
    ],
    ...[
      'erased_traces_delete_invitations',
      'erased_traces_invited_by',
      'erasure_find_unattached',
      'simple_saas_find_in_imported',
      'simple_saas_find_other_use',
    ],
  ],
  'an operator key, or a reference of the provider': ['auth_find_operator_keys', 'checkout_find_session'],
  retention: [
    ...[
      'retention_audit_log',
      'retention_portal_sessions',
      'retention_events',
      'retention_event_sequences',
      'retention_invoices',
    ],
    ...[
      'retention_business_export_parts',
      'retention_business_exports',
      'retention_billing_notices',
      'retention_invitations',
    ],
    ...[
      'retention_trial_notices',
      'retention_webhook_deliveries',
      'retention_webhook_endpoints',
      'retention_checkouts',
      'retention_checkouts_bought',
    ],
    ...[
      'retention_usage_months',
      'retention_usage_alerts',
      'allocation_purge',
      'usage_forget_days',
      'idempotency_forget',
    ],
  ],
};

/** Statements that a distributed database is never asked, and what it is asked instead. */
export const NEVER_DISTRIBUTED: Record<string, string> = {
  renewal_forecast_all: 'renewal_starts_all, then renewal_forecast_from',
  renewal_forecast_clock: 'renewal_starts_clock, then renewal_forecast_from',
  invoice_issue: 'invoice_take_unissued, then invoice_issue_taken',
  usage_spend_keyed: 'the slow path',
  usage_spend_keyed_listened: 'the slow path',
  usage_spend_keyed_alerting: 'the slow path',
};
