/** Made by `npm run sdk:generate` from the documents in openapi/. Not written by hand. */

export interface paths {
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what is used and left, grant by grant */
        get: operations["listUsage"];
        put?: never;
        /**
         * Spend units of a metered feature, or pass a switch
         * @description All of the amount is spent or none of it. The refusal says what would unlock more.
         */
        post: operations["consumeFeature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Spend many times in one request
         * @description Each item is granted or refused by itself, in order, and answered with its status and the answer or problem that it would have got alone. A key stands in its item; the header `Idempotency-Key` is refused here. With an operator key an item may name its business, and `X-Business` names that of the others.
         */
        post: operations["consumeBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/{id}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give back what was spent under a key, all of it or a part
         * @description Units go back to the credits that paid, the last ones first, then to the plan. After the cycle only units of credits that are still live can be given back. Send an Idempotency-Key with a part, so that a retry gives it back once.
         */
        post: operations["refundUsage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entitlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what the business may use now */
        get: operations["listEntitlements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entitlements/{feature}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask whether an amount would be granted */
        get: operations["getEntitlement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allocations/{feature}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what is held of a feature */
        get: operations["listAllocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allocations/{feature}/{resource}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Hold a resource; again changes nothing but its expiry */
        put: operations["holdAllocation"];
        post?: never;
        /** Free a resource, also when it is not held */
        delete: operations["freeAllocation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sdk/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show whose key this is and what it may do */
        get: operations["getCurrentKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/signup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign up: a business, its owner, a bot with its key, and a subscription
         * @description The bot's API key is in this answer and never shown again.
         */
        post: operations["signUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/invitations/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an invitation, to fill in the form beforehand */
        get: operations["getInvitation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/invitations/{token}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation, and be logged in
         * @description Somebody new sends names and a password. Somebody who has an account sends their access token instead; the link alone opens no account that has a password.
         */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange a refresh token for the next pair of tokens */
        post: operations["refreshTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log out: end the session of a refresh token, and those switched to from it */
        post: operations["logOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link to choose a new password
         * @description The answer is the same whether or not there is such an account; the link is in the mail alone.
         */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password-reset/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose a new password; every session ends
         * @description So does every link that was mailed before: to reset the password, to confirm an address, to change it.
         */
        post: operations["confirmPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm an e-mail address */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/cancel-email-change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a change of e-mail address, by the link mailed to the present one */
        post: operations["cancelEmailChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the public keys that access tokens are verified by
         * @description A verifier takes ES256 alone, and checks `typ` (`at+jwt`), `iss` (`PUBLIC_URL`), `aud` (`tenure:dashboard`) and `exp`. It asks again when a token names a key that it does not know.
         */
        get: operations["getTokenKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the plans on sale */
        get: operations["listPublicPlans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show one plan on sale */
        get: operations["getPublicPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show who is logged in, and where they act */
        get: operations["getMe"];
        put?: never;
        post?: never;
        /**
         * Delete the own account, for good
         * @description Every session ends, every business is left, and nothing is kept about the person. An owner hands each open business over or closes it first: `owns_businesses` names them.
         */
        delete: operations["deleteMe"];
        options?: never;
        head?: never;
        /** Change the own name */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/v1/me/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail a link that confirms the own e-mail address */
        post: operations["requestEmailVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail a link to a new e-mail address, which is taken over when it is followed
         * @description The present address is told, with a link that stops the change.
         */
        post: operations["requestEmailChange"];
        /** Take back the change of e-mail address that is pending, if there is one */
        delete: operations["deletePendingEmail"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the own password; every session ends, this one too */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the own log-ins */
        get: operations["listMySessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of the own log-ins with all sessions that were switched to from it */
        delete: operations["endMySession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/businesses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the businesses one may act in */
        get: operations["listMyBusinesses"];
        put?: never;
        /**
         * Create another business, on the default plan
         * @description The bot's API key is in this answer and never shown again. Switch to the business to act in it.
         */
        post: operations["createMyBusiness"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/businesses/{id}/switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a session in another of the own businesses
         * @description The present session goes on. Both belong to one log-in: logging out of either ends both.
         */
        post: operations["switchBusiness"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/business/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List or export what was changed in the business
         * @description With `format=csv`, everything that fits the filters, newest first, as `text/csv`.
         */
        get: operations["listAuditEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/business": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the business */
        get: operations["getMyBusiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Rename the business */
        patch: operations["updateMyBusiness"];
        trace?: never;
    };
    "/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the people and bots of the business */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a person or bot of the business */
        get: operations["getMember"];
        put?: never;
        post?: never;
        /** Remove a member from the business, from the next request on */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /** Turn a member on or off, or change a role, from the next request on */
        patch: operations["updateMember"];
        trace?: never;
    };
    "/v1/members/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Leave the business, from the next request on
         * @description The seat is free; the account stays. The owner hands the business over or closes it first (`wrong_state`, `state: "owner"`).
         */
        delete: operations["leaveBusiness"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/business/owner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand the business over to another person of it; you become an admin */
        post: operations["transferOwnership"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a bot; then make it a key */
        post: operations["createBot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys of a bot that are not revoked */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make a key for a bot
         * @description The key is in this answer and never shown again.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{id}/keys/{keyId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace a key; the one before stays good for as long as you say
         * @description The new key is in this answer and never shown again. It has the name, scopes, end and rate limit of the one before.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{id}/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a key of a bot, from the next request on */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the invitations */
        get: operations["listInvitations"];
        put?: never;
        /** Invite somebody by mail; the invitation holds a seat for 7 days */
        post: operations["createInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an invitation back; its seat is free */
        delete: operations["revokeInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail a new link to the same invitation, for another 7 days */
        post: operations["resendInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/business/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close the business for good; its data are kept
         * @description The subscription ends, keys are revoked, open invitations are taken back, and its people are refused.
         */
        post: operations["closeMyBusiness"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the subscription and its cycle
         * @description Its owner also sees the price, the interval and the limits in force.
         */
        get: operations["getSubscription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscription/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the plan, or subscribe again after the end
         * @description A dearer plan begins at once, any other when the cycle ends. Naming the plan it is on keeps it; with `terms`, under its newest terms.
         */
        put: operations["changePlan"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscription/pending-plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Keep the plan: take back the one that was to take over, if any */
        delete: operations["deletePendingPlan"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscription/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the subscription when its cycle ends */
        post: operations["cancelSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscription/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a cancel back before it takes effect */
        post: operations["resumeSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscription/upcoming": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what will happen at the end of this cycle and of those after it */
        get: operations["listUpcomingCycles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscription/cycles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the cycles with what was used in each */
        get: operations["listCycles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscription/plan/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what a change of plan would bring */
        get: operations["previewPlanChange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/daily": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the units used per day, newest first
         * @description The last 90 days. A refund lowers the day on which the units were spent.
         */
        get: operations["listDailyUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happened to the business, oldest first
         * @description Ask again with `after` set to the last `sequence` that you have seen. Without `type` there are no gaps, but before the oldest event that is kept.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an event */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the types of events */
        get: operations["listEventTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the webhooks */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Make a webhook: a URL to which events are sent
         * @description The secret is in this answer and never shown again. Events are signed with it, as Standard Webhooks describes. The host has to be on the Internet.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a webhook */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Delete a webhook; what is on its way to it is not sent any more */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /** Change a webhook, or turn it on or off */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/v1/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace the secret of a webhook; the one before signs too for as long as you say */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test to a webhook, and hear what it answered */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was sent to a webhook, or waits to be sent, newest first */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries/{eventId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a delivery with its attempts */
        get: operations["getWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver again: one event, or all of a time
         * @description Events keep their id, so a receiver that remembers ids sees which it knows. Of a time, 10,000 events at most are queued; `continueFrom` says where the next replay begins.
         */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the businesses */
        get: operations["listBusinesses"];
        put?: never;
        /** Create a business with its owner */
        post: operations["createBusiness"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show one business */
        get: operations["getBusiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Rename, annotate, suspend or readmit a business */
        patch: operations["updateBusiness"];
        trace?: never;
    };
    "/v1/admin/businesses/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the people and bots of a business
         * @description The `userId` of a person names their account at `/v1/admin/users`.
         */
        get: operations["listBusinessMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys of a business that are not revoked */
        get: operations["listBusinessKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a key of a business, from the next request on */
        delete: operations["revokeBusinessKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the invitations of a business */
        get: operations["listBusinessInvitations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an invitation of a business back; its seat is free */
        delete: operations["revokeBusinessInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the subscription of a business */
        get: operations["getBusinessSubscription"];
        /**
         * Put a business on any plan, at once or when its cycle ends
         * @description Naming the plan of a running trial converts it. With `trial`, the change begins with a trial. With `terms`, the plan that it is on is met in its newest terms.
         */
        put: operations["setBusinessSubscription"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/subscription/pending-plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take back the plan that was to take over, if any */
        delete: operations["deleteBusinessPendingPlan"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/subscription/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the subscription of a business when its cycle ends, or at once */
        post: operations["cancelBusinessSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/subscription/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a cancel back before it takes effect */
        post: operations["resumeBusinessSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/subscription/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a running trial end later
         * @description The cycle that follows begins there. A trial is at most 730 days long, and never shortened.
         */
        post: operations["extendTrial"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/subscription/upcoming": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what will happen at the end of this cycle and of those after it */
        get: operations["listBusinessUpcomingCycles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/subscription/cycles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the cycles of a business with what was used in each */
        get: operations["listBusinessCycles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/subscription/plan/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what a change of plan would bring to a business */
        get: operations["previewBusinessPlanChange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/read-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a token that reads as the business for 10 minutes
         * @description It is good for the dashboard's GET routes alone; every request is in the business's audit log.
         */
        post: operations["createReadToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a business for good; its data are kept
         * @description The subscription ends, keys are revoked, open invitations are taken back, and its people are refused. A closed business stays as it is.
         */
        post: operations["closeBusiness"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Erase a closed business, and the accounts of people who belong nowhere else */
        post: operations["eraseBusiness"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the people who can log in */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show one person */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Suspend a person, or readmit them
         * @description The sessions of a suspended person end at once, and logging in is refused until they are readmitted, also after a reset of the password. Their businesses and bots go on.
         */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/v1/admin/users/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a person, who leaves all businesses
         * @description Nothing is kept about the person. An owner hands each open business over or closes it first: `owns_businesses` names them.
         */
        post: operations["eraseUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/operators/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the operator keys that are not revoked */
        get: operations["listOperatorKeys"];
        put?: never;
        /**
         * Make an operator key for your own backend
         * @description The key is in this answer and never shown again. Send it as `X-Api-Key`. With the scope `admin` it acts as you, until you are removed. With a scope of the SDK it spends, holds and asks for any business: each request names one by `X-Business: <id>` or `X-Business: external:<externalId>`. Such a key belongs to the installation and stays when you are removed.
         */
        post: operations["createOperatorKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/operators/keys/{keyId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace an operator key; the one before stays good for as long as you say
         * @description The new key is in this answer and never shown again. It has the name, scopes, networks and end of the one before. With the scope `admin` it acts as you.
         */
        post: operations["rotateOperatorKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/operators/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an operator key, from the next request on */
        delete: operations["revokeOperatorKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the operators */
        get: operations["listOperators"];
        put?: never;
        /**
         * Make another operator
         * @description Without a password, a link to choose it is mailed to them; it is good for 30 minutes.
         */
        post: operations["createOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/operators/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove an operator: their sessions and keys end with the account
         * @description The last operator who can log in stays (`wrong_state`, `state: "last_operator"`).
         */
        delete: operations["removeOperator"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/operators/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the sessions of an operator */
        get: operations["listOperatorSessions"];
        put?: never;
        post?: never;
        /** End all sessions of an operator, from the next request on */
        delete: operations["endOperatorSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/credits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the credits of a business */
        get: operations["listCredits"];
        put?: never;
        /**
         * Grant credits
         * @description Spends burn the plan first, then credits: lower priority, earlier expiry, earlier creation.
         */
        post: operations["grantCredit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/businesses/{id}/credits/{creditId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Void what is left of a grant */
        delete: operations["voidCredit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List all plans, hidden and archived ones too */
        get: operations["listPlans"];
        put?: never;
        /** Create a plan */
        post: operations["createPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/plans/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show one plan */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        /**
         * Delete a plan that nobody was ever on
         * @description A plan that somebody is or was on, the default plan, and one that a pending change or another plan’s `switchTo` names are `in_use`: archive these.
         */
        delete: operations["deletePlan"];
        options?: never;
        head?: never;
        /** Edit a plan: a new version, met at the next cycle or at once */
        patch: operations["updatePlan"];
        trace?: never;
    };
    "/v1/admin/plans/{code}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a plan off sale; subscriptions on it go on */
        post: operations["archivePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/plans/{code}/unarchive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put an archived plan on sale again */
        post: operations["unarchivePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the features */
        get: operations["listFeatures"];
        put?: never;
        /** Create a feature */
        post: operations["createFeature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/features/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Rename or retire a feature */
        patch: operations["updateFeature"];
        trace?: never;
    };
    "/v1/admin/renewals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show how far the renewal loop is, and what it set aside */
        get: operations["getRenewalStatus"];
        put?: never;
        /** Run the renewal loop now, or only say what it would do */
        post: operations["runRenewals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/test-clocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the test clocks */
        get: operations["listTestClocks"];
        put?: never;
        /** Create a test clock */
        post: operations["createTestClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/test-clocks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a test clock that no business uses */
        delete: operations["deleteTestClock"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/test-clocks/{id}/advance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Advance a test clock and turn every cycle that is then over */
        post: operations["advanceTestClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the webhooks */
        get: operations["listOperatorWebhooks"];
        put?: never;
        /**
         * Make a webhook: a URL to which events are sent
         * @description The secret is in this answer and never shown again. Events are signed with it, as Standard Webhooks describes. The host has to be on the Internet.
         */
        post: operations["createOperatorWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show how deliveries stand, over all webhooks of businesses and operators */
        get: operations["getWebhookStanding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a webhook */
        get: operations["getOperatorWebhook"];
        put?: never;
        post?: never;
        /** Delete a webhook; what is on its way to it is not sent any more */
        delete: operations["deleteOperatorWebhook"];
        options?: never;
        head?: never;
        /** Change a webhook, or turn it on or off */
        patch: operations["updateOperatorWebhook"];
        trace?: never;
    };
    "/v1/admin/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace the secret of a webhook; the one before signs too for as long as you say */
        post: operations["rotateOperatorWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test to a webhook, and hear what it answered */
        post: operations["testOperatorWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was sent to a webhook, or waits to be sent, newest first */
        get: operations["listOperatorWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/{id}/deliveries/{eventId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a delivery with its attempts */
        get: operations["getOperatorWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver again: one event, or all of a time
         * @description Events keep their id, so a receiver that remembers ids sees which it knows. Of a time, 10,000 events at most are queued; `continueFrom` says where the next replay begins.
         */
        post: operations["replayOperatorWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask what an access token stands for at this moment
         * @description For whoever needs revocation at once: the session, the membership and the business are looked up. Of a token that is not good nothing is told but `active: false`. Any operator key may ask.
         */
        post: operations["introspectToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List or export what was changed in a business, or outside of all
         * @description With `format=csv`, everything that fits the filters, newest first, as `text/csv`.
         */
        get: operations["listOperatorAuditEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happened to all businesses, or to one, oldest first
         * @description Ask again with `after` set to the last `position` that you have seen.
         */
        get: operations["listOperatorEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an event of any business */
        get: operations["getOperatorEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ConsumeDto: {
            /** @description A metered feature, or a switch. */
            feature: string;
            /** @description Units to spend, 1 by default. All of them are granted, or none. Default: 1. */
            amount?: number;
        };
        UsageCycleView: {
            index: number;
            /** Format: date-time */
            startsAt: string;
            /** Format: date-time */
            endsAt: string;
        };
        BalanceView: {
            /**
             * Format: uuid
             * @description The record of this spend. Null without an idempotency key.
             * @example null
             */
            id: string | null;
            /** @example recordings */
            feature: string;
            /**
             * @description Units granted by this call.
             * @example 1
             */
            granted: number;
            /**
             * @description Units used in this cycle.
             * @example 1
             */
            used: number;
            /** @example 100 */
            limit: number | null;
            /**
             * @description Live units from credit grants.
             * @example 0
             */
            credits: number;
            /** @example 99 */
            remaining: number | null;
            cycle: components["schemas"]["UsageCycleView"];
        };
        BatchItemDto: {
            /** @description A metered feature, or a switch. */
            feature: string;
            /** @description Units to spend, 1 by default. All of them are granted, or none. Default: 1. */
            amount?: number;
            /** @description The idempotency key of this spend, like the header of a single spend. */
            idempotencyKey?: string;
            /**
             * @description With an operator key: the business that spends, by its id or as `external:<externalId>`; the one of `X-Business`
             *     when absent. The key of a bot names its business, so its items name none.
             * @example external:crm-7
             */
            business?: string;
        };
        BatchDto: {
            /** @description Spends, in this order. Each is granted or refused by itself. */
            items: components["schemas"]["BatchItemDto"][];
        };
        GrantedItemView: {
            /**
             * Format: uuid
             * @description The record of this spend. Null without an idempotency key.
             * @example null
             */
            id: string | null;
            /**
             * @description Units granted by this call.
             * @example 1
             */
            granted: number;
            /**
             * @description Units used in this cycle.
             * @example 1
             */
            used: number;
            /** @example 100 */
            limit: number | null;
            /**
             * @description Live units from credit grants.
             * @example 0
             */
            credits: number;
            /** @example 99 */
            remaining: number | null;
            /**
             * @description The status that the item would have got alone.
             * @example 200
             * @enum {integer}
             */
            status: 200;
            /** @example recordings */
            feature: string;
            cycle: components["schemas"]["UsageCycleView"];
        };
        BatchView: {
            /** @description In the order of the items: `status`, and the balance or the problem that the item would have got alone. */
            data: (components["schemas"]["GrantedItemView"] | components["schemas"]["UnknownFeatureProblem"] | components["schemas"]["WrongFeatureKindProblem"] | components["schemas"]["NoActiveSubscriptionProblem"] | components["schemas"]["FeatureOffProblem"] | components["schemas"]["LimitReachedProblem"] | components["schemas"]["AlreadyRefundedProblem"] | components["schemas"]["RenewalFailedProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["IdempotencyInProgressProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["NotFoundProblem"] | components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["RateLimitedProblem"])[];
        };
        RefundDto: {
            /** @description Units to give back. By default all that is left. */
            amount?: number;
        };
        RefundView: {
            /**
             * Format: uuid
             * @description The record of this spend. Null without an idempotency key.
             * @example null
             */
            id: string | null;
            /** @example recordings */
            feature: string;
            /**
             * @description Units granted by this call.
             * @example 1
             */
            granted: number;
            /**
             * @description Units used in this cycle.
             * @example 1
             */
            used: number;
            /** @example 100 */
            limit: number | null;
            /**
             * @description Live units from credit grants.
             * @example 0
             */
            credits: number;
            /** @example 99 */
            remaining: number | null;
            cycle: components["schemas"]["UsageCycleView"];
            /** @description Units given back by this call. */
            refunded: number;
        };
        EntitlementView: {
            /** @example recordings */
            feature: string;
            /**
             * @example metered
             * @enum {string}
             */
            kind: "metered" | "allocated" | "switch";
            /**
             * @description Whether the amount asked for would be granted.
             * @example true
             */
            allowed: boolean;
            /**
             * @description Units used in this cycle, or things held now.
             * @example 1
             */
            used?: number;
            /**
             * @description Null is unlimited.
             * @example 100
             */
            limit?: number | null;
            /** @example 0 */
            credits?: number;
            /**
             * @description Null is unlimited.
             * @example 99
             */
            remaining?: number | null;
            /**
             * Format: date-time
             * @description Metered features only: when the counter begins anew.
             * @example 2026-03-16T09:30:00.000Z
             */
            resetsAt?: string | null;
            /**
             * @description Why it is not allowed; null when it is.
             * @example null
             * @enum {string|null}
             */
            reason?: "limit_reached" | "no_active_subscription" | null;
        };
        HoldDto: {
            /**
             * Format: date-time
             * @description When the hold ends. Never when absent.
             */
            expiresAt?: string;
        };
        BotNameView: {
            /** Format: uuid */
            id: string;
            /** @example First bot */
            name: string;
        };
        OwnKeyView: {
            /** Format: uuid */
            id: string;
            /**
             * @description `service` for an operator key.
             * @enum {string}
             */
            mode: "live" | "test" | "service";
            /**
             * Format: date-time
             * @example null
             */
            expiresAt: string | null;
        };
        SdkMeView: {
            /**
             * @description Null for an operator key, which is nobody's bot.
             * @example null
             */
            bot: components["schemas"]["BotNameView"] | null;
            /** @description For an operator key, the one that the request names. */
            business: components["schemas"]["BotNameView"];
            scopes: ("admin" | "usage:write" | "usage:refund" | "usage:read" | "allocations:write" | "events:read" | "auth:forward")[];
            key: components["schemas"]["OwnKeyView"];
        };
        AllocationView: {
            /**
             * @description The caller's own name of it.
             * @example app-1
             */
            resource: string;
            /** Format: date-time */
            heldAt: string;
        };
        /** @description The body is not valid JSON. */
        InvalidJsonProblem: {
            /** @constant */
            type: "urn:tenure:problem:invalid_json";
            /** @example The body is not valid JSON */
            title: string;
            /** @example 400 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The body is not valid JSON.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "invalid_json";
        };
        /** @description The request cannot be read. */
        BadRequestProblem: {
            /** @constant */
            type: "urn:tenure:problem:bad_request";
            /** @example The request cannot be read */
            title: string;
            /** @example 400 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The request cannot be read.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "bad_request";
        };
        /** @description Two credentials were sent at once. */
        TwoCredentialsProblem: {
            /** @constant */
            type: "urn:tenure:problem:two_credentials";
            /** @example Two credentials were sent at once */
            title: string;
            /** @example 400 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Two credentials were sent at once.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "two_credentials";
        };
        /** @description The request has to name a business. */
        BusinessRequiredProblem: {
            /** @constant */
            type: "urn:tenure:problem:business_required";
            /** @example The request has to name a business */
            title: string;
            /** @example 400 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The request has to name a business.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "business_required";
        };
        /** @description The request is not valid. */
        ValidationFailedProblem: {
            /** @constant */
            type: "urn:tenure:problem:validation_failed";
            /** @example The request is not valid */
            title: string;
            /** @example 400 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The request is not valid.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "validation_failed";
            /**
             * @description The fields that are wrong.
             * @example [
             *       {
             *         "field": "amount",
             *         "message": "must not be less than 1"
             *       }
             *     ]
             */
            errors: {
                /** @description A path such as `business.name`. */
                field: string;
                message: string;
            }[];
        };
        /** @description A valid credential is required. */
        UnauthenticatedProblem: {
            /** @constant */
            type: "urn:tenure:problem:unauthenticated";
            /** @example A valid credential is required */
            title: string;
            /** @example 401 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example A valid credential is required.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "unauthenticated";
        };
        /** @description The limit of the plan is reached. */
        LimitReachedProblem: {
            /** @constant */
            type: "urn:tenure:problem:limit_reached";
            /** @example The limit of the plan is reached */
            title: string;
            /** @example 402 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The limit of the plan is reached.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "limit_reached";
            /**
             * @description The feature’s key.
             * @example recordings
             */
            feature: string;
            /** @example 1 */
            requested: number;
            /** @example 100 */
            used: number;
            /**
             * @description Null is unlimited.
             * @example 100
             */
            limit: number | null;
            /**
             * @description Live units from credit grants.
             * @example 0
             */
            credits: number;
            /**
             * @description Null is unlimited.
             * @example 0
             */
            remaining: number | null;
            /**
             * Format: date-time
             * @description When the counter begins anew; null where nothing resets.
             * @example 2026-03-16T09:30:00.000Z
             */
            resetsAt: string | null;
            /**
             * @description Public plans on sale that would allow it.
             * @example [
             *       {
             *         "code": "pro",
             *         "name": "Pro",
             *         "limit": 5000
             *       }
             *     ]
             */
            unlockedBy: {
                code: string;
                name: string;
                /** @description Null is unlimited. */
                limit: number | null;
            }[];
        };
        /** @description The business is closed. */
        BusinessClosedProblem: {
            /** @constant */
            type: "urn:tenure:problem:business_closed";
            /** @example The business is closed */
            title: string;
            /** @example 403 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The business is closed.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "business_closed";
        };
        /** @description The business is suspended. */
        BusinessSuspendedProblem: {
            /** @constant */
            type: "urn:tenure:problem:business_suspended";
            /** @example The business is suspended */
            title: string;
            /** @example 403 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The business is suspended.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "business_suspended";
        };
        /** @description The key lacks a scope. */
        ScopeMissingProblem: {
            /** @constant */
            type: "urn:tenure:problem:scope_missing";
            /** @example The key lacks a scope */
            title: string;
            /** @example 403 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The key lacks a scope.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "scope_missing";
            /**
             * @description The scope that the key lacks.
             * @example usage:write
             * @enum {string}
             */
            required: "admin" | "usage:write" | "usage:refund" | "usage:read" | "allocations:write" | "events:read" | "auth:forward";
        };
        /** @description No live subscription. */
        NoActiveSubscriptionProblem: {
            /** @constant */
            type: "urn:tenure:problem:no_active_subscription";
            /** @example No live subscription */
            title: string;
            /** @example 403 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example No live subscription.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "no_active_subscription";
        };
        /** @description The feature is off. */
        FeatureOffProblem: {
            /** @constant */
            type: "urn:tenure:problem:feature_off";
            /** @example The feature is off */
            title: string;
            /** @example 403 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The feature is off.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "feature_off";
            /**
             * @description The feature’s key.
             * @example recordings
             */
            feature: string;
            /**
             * @description Public plans on sale that would allow it.
             * @example [
             *       {
             *         "code": "pro",
             *         "name": "Pro",
             *         "limit": 5000
             *       }
             *     ]
             */
            unlockedBy: {
                code: string;
                name: string;
                /** @description Null is unlimited. */
                limit: number | null;
            }[];
        };
        /** @description Not found. */
        NotFoundProblem: {
            /** @constant */
            type: "urn:tenure:problem:not_found";
            /** @example Not found */
            title: string;
            /** @example 404 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Not found.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "not_found";
        };
        /** @description No such feature. */
        UnknownFeatureProblem: {
            /** @constant */
            type: "urn:tenure:problem:unknown_feature";
            /** @example No such feature */
            title: string;
            /** @example 404 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example No such feature.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "unknown_feature";
            /**
             * @description The feature’s key.
             * @example recordings
             */
            feature: string;
        };
        /** @description The feature is of another kind. */
        WrongFeatureKindProblem: {
            /** @constant */
            type: "urn:tenure:problem:wrong_feature_kind";
            /** @example The feature is of another kind */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The feature is of another kind.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "wrong_feature_kind";
            /**
             * @description The feature’s key.
             * @example recordings
             */
            feature: string;
            /**
             * @example allocated
             * @enum {string}
             */
            kind: "metered" | "allocated" | "switch";
        };
        /** @description The service holds this feature itself. */
        ManagedFeatureProblem: {
            /** @constant */
            type: "urn:tenure:problem:managed_feature";
            /** @example The service holds this feature itself */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The service holds this feature itself.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "managed_feature";
        };
        /** @description A request with this key is under way. */
        IdempotencyInProgressProblem: {
            /** @constant */
            type: "urn:tenure:problem:idempotency_in_progress";
            /** @example A request with this key is under way */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example A request with this key is under way.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "idempotency_in_progress";
        };
        /** @description Refunded already. */
        AlreadyRefundedProblem: {
            /** @constant */
            type: "urn:tenure:problem:already_refunded";
            /** @example Refunded already */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Refunded already.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "already_refunded";
        };
        /** @description More than can be given back. */
        RefundTooLargeProblem: {
            /** @constant */
            type: "urn:tenure:problem:refund_too_large";
            /** @example More than can be given back */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example More than can be given back.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "refund_too_large";
            /**
             * @description Units that are left to give back.
             * @example 20
             */
            refundable: number;
        };
        /** @description The cycle is over. */
        CycleClosedProblem: {
            /** @constant */
            type: "urn:tenure:problem:cycle_closed";
            /** @example The cycle is over */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The cycle is over.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "cycle_closed";
            /**
             * @description Units that can still be given back.
             * @example 0
             */
            refundable: number;
        };
        /** @description The body is too large. */
        PayloadTooLargeProblem: {
            /** @constant */
            type: "urn:tenure:problem:payload_too_large";
            /** @example The body is too large */
            title: string;
            /** @example 413 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The body is too large.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "payload_too_large";
        };
        /** @description The body must be JSON. */
        UnsupportedMediaTypeProblem: {
            /** @constant */
            type: "urn:tenure:problem:unsupported_media_type";
            /** @example The body must be JSON */
            title: string;
            /** @example 415 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The body must be JSON.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "unsupported_media_type";
        };
        /** @description The key belongs to another request. */
        IdempotencyKeyReusedProblem: {
            /** @constant */
            type: "urn:tenure:problem:idempotency_key_reused";
            /** @example The key belongs to another request */
            title: string;
            /** @example 422 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The key belongs to another request.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "idempotency_key_reused";
        };
        /** @description Too many requests. */
        RateLimitedProblem: {
            /** @constant */
            type: "urn:tenure:problem:rate_limited";
            /** @example Too many requests */
            title: string;
            /** @example 429 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Too many requests.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "rate_limited";
            /**
             * @description Seconds to wait, as the header Retry-After says.
             * @example 30
             */
            retryAfter: number;
        };
        /** @description Temporarily unavailable. */
        UnavailableProblem: {
            /** @constant */
            type: "urn:tenure:problem:unavailable";
            /** @example Temporarily unavailable */
            title: string;
            /** @example 503 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Temporarily unavailable.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "unavailable";
        };
        /** @description Too many requests wait. */
        OverloadedProblem: {
            /** @constant */
            type: "urn:tenure:problem:overloaded";
            /** @example Too many requests wait */
            title: string;
            /** @example 503 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Too many requests wait.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "overloaded";
        };
        /** @description It is not known whether this was done. */
        OutcomeUnknownProblem: {
            /** @constant */
            type: "urn:tenure:problem:outcome_unknown";
            /** @example It is not known whether this was done */
            title: string;
            /** @example 503 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example It is not known whether this was done.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "outcome_unknown";
        };
        /** @description The server's clock is wrong. */
        ClockWrongProblem: {
            /** @constant */
            type: "urn:tenure:problem:clock_wrong";
            /** @example The server's clock is wrong */
            title: string;
            /** @example 503 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The server's clock is wrong.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "clock_wrong";
        };
        /** @description The subscription could not be renewed. */
        RenewalFailedProblem: {
            /** @constant */
            type: "urn:tenure:problem:renewal_failed";
            /** @example The subscription could not be renewed */
            title: string;
            /** @example 503 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The subscription could not be renewed.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "renewal_failed";
        };
        EventView: {
            /**
             * Format: uuid
             * @description The same in every delivery of the event, as `webhook-id`.
             */
            id: string;
            /**
             * @example subscription.changed
             * @enum {string}
             */
            type: "business.created" | "business.edited" | "business.suspended" | "business.resumed" | "business.closed" | "business.handed_over" | "business.erased" | "subscription.started" | "subscription.renewed" | "subscription.changed" | "subscription.change_scheduled" | "subscription.cancel_scheduled" | "subscription.resumed" | "subscription.ended" | "subscription.trial_ending" | "usage.threshold_reached" | "credit.granted" | "credit.voided" | "member.added" | "member.changed" | "member.removed" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "bot.created" | "key.created" | "key.rotated" | "key.revoked" | "webhook.disabled" | "webhook.test";
            /**
             * Format: date-time
             * @description When it happened, in the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            /** @description What a GET would answer at that moment, and `previous` with the fields that changed. The webhooks of the document tell it for each type. */
            data: {
                [key: string]: unknown;
            };
        };
        PriceView: {
            /**
             * @description Integer minor units of the currency (cents).
             * @example 4900
             */
            amount: number;
            /**
             * @description ISO 4217.
             * @example USD
             */
            currency: string;
        };
        IntervalView: {
            /**
             * @example month
             * @enum {string}
             */
            unit: "day" | "week" | "month" | "year";
            /** @example 1 */
            count: number;
        };
        PublicPlanView: {
            /** @example pro */
            code: string;
            /** @example Pro */
            name: string;
            /** @example For teams. */
            description: string;
            price: components["schemas"]["PriceView"];
            interval: components["schemas"]["IntervalView"];
            /**
             * @description Days of trial, for a business that never had it.
             * @example 14
             */
            trialDays: number;
            whenCycleEnds: ("renew" | "end") | {
                switchTo: string;
            };
            whenTrialEnds: ("renew" | "end") | {
                switchTo: string;
            };
            /**
             * @description Whether owners may move here by themselves.
             * @example false
             */
            selfService: boolean;
            /**
             * @description The plan a sign-up starts on.
             * @example false
             */
            isDefault: boolean;
            /** @description Per feature: an integer, null for unlimited, or a boolean for a switch. What is absent is 0 or off. */
            limits: {
                [key: string]: number | boolean | null;
            };
        };
        BusinessView: {
            /** Format: uuid */
            id: string;
            /** @example Analytical Engines */
            name: string;
            /** @example false */
            suspended: boolean;
            /**
             * Format: date-time
             * @example null
             */
            closedAt: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        RenameBusinessDto: {
            name?: string;
        };
        MemberView: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "human" | "bot";
            /** @example Ada Lovelace */
            name: string;
            /**
             * @description People only.
             * @example ada@example.com
             */
            email?: string;
            /**
             * @description People only.
             * @example owner
             * @enum {string}
             */
            role?: "member" | "admin" | "owner";
            /** @description Bots only: the most that its keys may do. */
            scopes?: ("usage:write" | "usage:refund" | "usage:read" | "allocations:write")[];
            /** @example true */
            active: boolean;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description Bots only: when one of its keys was last used, within a minute.
             * @example null
             */
            lastUsedAt?: string | null;
        };
        EditMemberDto: {
            /**
             * @description People only.
             * @enum {string}
             */
            role?: "admin" | "member";
            /** @description A member that is switched off is refused from the next request on. */
            active?: boolean;
        };
        NewOwnerDto: {
            /**
             * Format: uuid
             * @description An active person of the business.
             */
            memberId: string;
        };
        CreateBotDto: {
            name: string;
            /** @description The most that its keys may do. Everything when absent. */
            scopes?: ("usage:write" | "usage:refund" | "usage:read" | "allocations:write")[];
        };
        CreateKeyDto: {
            name?: string;
            /** @description Some of the bot's scopes. All of them when absent. */
            scopes?: ("usage:write" | "usage:refund" | "usage:read" | "allocations:write")[];
            /**
             * Format: date-time
             * @description When the key expires, in the time of the business. Never when absent.
             */
            expiresAt?: string;
            /** @description Requests a minute, counted in each server. */
            rateLimit?: number;
        };
        NewKeyView: {
            /** Format: uuid */
            id: string;
            /** @example Production */
            name: string;
            /**
             * @description How the key begins.
             * @example tnr_live_
             */
            prefix: string;
            /**
             * @description How it ends.
             * @example x7Qp
             */
            lastFour: string;
            scopes: ("usage:write" | "usage:refund" | "usage:read" | "allocations:write")[];
            /**
             * Format: date-time
             * @description In the time of the business.
             * @example null
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description In real time, within a minute.
             * @example null
             */
            lastUsedAt: string | null;
            /**
             * @description Requests a minute, counted in each server; null for no limit of its own.
             * @example 600
             */
            rateLimit: number | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * @description Shown here and never again; only its hash is kept.
             * @example tnr_live_0352FrRPTf22Mx2nS8okGWexampleexampleexampleexampleexample0
             */
            apiKey: string;
        };
        RotateKeyDto: {
            /** @description For how many seconds the old key stays valid, up to 30 days. When absent, it is revoked at once. */
            overlapSeconds?: number;
        };
        InviteDto: {
            /** Format: email */
            email: string;
            /** @enum {string} */
            role: "admin" | "member";
        };
        InvitationView: {
            /** Format: uuid */
            id: string;
            /** @example grace@example.com */
            email: string;
            /**
             * @example member
             * @enum {string}
             */
            role: "member" | "admin" | "owner";
            /**
             * @example pending
             * @enum {string}
             */
            status: "pending" | "accepted" | "revoked" | "expired";
            /**
             * @description The name of the inviter.
             * @example Ada Lovelace
             */
            invitedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
        };
        PlanNameView: {
            /** @example free */
            code: string;
            /** @example Free */
            name: string;
        };
        RunningCycleView: {
            /**
             * @description Counts from 0 over the subscription.
             * @example 0
             */
            index: number;
            /** Format: date-time */
            startsAt: string;
            /** Format: date-time */
            endsAt: string;
            /** @example false */
            trial: boolean;
        };
        MemberSubscriptionView: {
            /** Format: uuid */
            id: string;
            /**
             * @example active
             * @enum {string}
             */
            status: "trialing" | "active" | "ended";
            plan: components["schemas"]["PlanNameView"];
            /**
             * @description The plan that takes over at the end of the cycle.
             * @example null
             */
            pendingPlan: components["schemas"]["PlanNameView"] | null;
            /** @example false */
            cancelAtCycleEnd: boolean;
            cycle: components["schemas"]["RunningCycleView"];
            /**
             * Format: date-time
             * @example null
             */
            trialEndsAt: string | null;
            /**
             * Format: date-time
             * @example null
             */
            endedAt: string | null;
            /**
             * @example null
             * @enum {string|null}
             */
            endReason: "canceled" | "expired" | "operator" | "closed" | null;
            /** @description For one cycle, under the version of the plan that is in force; for the owner. */
            price?: components["schemas"]["PriceView"];
            /** @description For the owner. */
            interval?: components["schemas"]["IntervalView"];
            /** @description In force: an integer, null for unlimited, or a boolean for a switch; for the owner. */
            limits?: {
                [key: string]: number | boolean | null;
            };
        };
        ChangePlanDto: {
            /** @description The plan to be on. */
            planCode: string;
            /**
             * @description At once, or when the running cycle ends. By default the prices of the two plans decide.
             * @enum {string}
             */
            when?: "now" | "cycleEnd";
            /**
             * @description Of the plan it is on: meet its newest terms now, not at the next cycle. Boundaries and usage stay.
             * @enum {string}
             */
            terms?: "newest";
        };
        SubscriptionView: {
            /** Format: uuid */
            id: string;
            /**
             * @example active
             * @enum {string}
             */
            status: "trialing" | "active" | "ended";
            plan: components["schemas"]["PlanNameView"];
            /**
             * @description The plan that takes over at the end of the cycle.
             * @example null
             */
            pendingPlan: components["schemas"]["PlanNameView"] | null;
            /** @example false */
            cancelAtCycleEnd: boolean;
            cycle: components["schemas"]["RunningCycleView"];
            /**
             * Format: date-time
             * @example null
             */
            trialEndsAt: string | null;
            /**
             * Format: date-time
             * @example null
             */
            endedAt: string | null;
            /**
             * @example null
             * @enum {string|null}
             */
            endReason: "canceled" | "expired" | "operator" | "closed" | null;
            /** @description For one cycle, under the version of the plan that is in force. */
            price: components["schemas"]["PriceView"];
            interval: components["schemas"]["IntervalView"];
            /** @description In force: an integer, null for unlimited, or a boolean for a switch. What is absent is 0 or off. */
            limits: {
                [key: string]: number | boolean | null;
            };
        };
        OverLimitView: {
            feature: string;
            used: number;
            limit: number;
        };
        PlanPreviewView: {
            planCode: string;
            /** @enum {string} */
            when: "now" | "cycleEnd";
            /** Format: date-time */
            effectiveAt: string;
            /** @description For one cycle. */
            price: components["schemas"]["PriceView"];
            interval: components["schemas"]["IntervalView"];
            /** @description Whether it would begin with the plan's trial. */
            trial: boolean;
            overLimit: components["schemas"]["OverLimitView"][];
        };
        CreditView: {
            /** Format: uuid */
            id: string;
            feature: string;
            /** @description Units granted. */
            amount: number;
            /** @description Units that can still be used, from `startsAt` on. 0 once voided or expired. */
            remaining: number;
            /** @description A lower priority is used first. */
            priority: number;
            /** Format: date-time */
            startsAt: string;
            /**
             * Format: date-time
             * @description Null when it never expires.
             * @example null
             */
            expiresAt: string | null;
            reason: string;
            /**
             * Format: date-time
             * @example null
             */
            voidedAt: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        CreateWebhookDto: {
            /** @description Where events are sent: https, a host on the Internet, no user name. */
            url: string;
            /** @description The types of events that it takes; every one when absent. Default: ["*"]. */
            types?: ("*" | "business.created" | "business.edited" | "business.suspended" | "business.resumed" | "business.closed" | "business.handed_over" | "business.erased" | "subscription.started" | "subscription.renewed" | "subscription.changed" | "subscription.change_scheduled" | "subscription.cancel_scheduled" | "subscription.resumed" | "subscription.ended" | "subscription.trial_ending" | "usage.threshold_reached" | "credit.granted" | "credit.voided" | "member.added" | "member.changed" | "member.removed" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "bot.created" | "key.created" | "key.rotated" | "key.revoked" | "webhook.disabled" | "webhook.test")[];
            description?: string;
        };
        NewWebhookView: {
            /** Format: uuid */
            id: string;
            /** @example https://hooks.example.com/tenure */
            url: string;
            /** @description The types of events that it takes; an asterisk is every type, also those that come later. */
            types: ("*" | "business.created" | "business.edited" | "business.suspended" | "business.resumed" | "business.closed" | "business.handed_over" | "business.erased" | "subscription.started" | "subscription.renewed" | "subscription.changed" | "subscription.change_scheduled" | "subscription.cancel_scheduled" | "subscription.resumed" | "subscription.ended" | "subscription.trial_ending" | "usage.threshold_reached" | "credit.granted" | "credit.voided" | "member.added" | "member.changed" | "member.removed" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "bot.created" | "key.created" | "key.rotated" | "key.revoked" | "webhook.disabled" | "webhook.test")[];
            /** @example Provisioning */
            description: string | null;
            enabled: boolean;
            /**
             * @description Why it is turned off: by hand, because deliveries failed for five days, or because it answered 410.
             * @example null
             * @enum {string|null}
             */
            disabledReason: "manual" | "failing" | "gone" | null;
            /**
             * Format: date-time
             * @example null
             */
            disabledAt: string | null;
            /**
             * Format: date-time
             * @description The first failed attempt since the last success.
             * @example null
             */
            failingSince: string | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * @description Signs what is sent. Shown here and never again.
             * @example whsec_ZXhhbXBsZSBleGFtcGxlIGV4YW1wbGUgZXhhbXBsZSE=
             */
            secret: string;
        };
        WebhookView: {
            /** Format: uuid */
            id: string;
            /** @example https://hooks.example.com/tenure */
            url: string;
            /** @description The types of events that it takes; an asterisk is every type, also those that come later. */
            types: ("*" | "business.created" | "business.edited" | "business.suspended" | "business.resumed" | "business.closed" | "business.handed_over" | "business.erased" | "subscription.started" | "subscription.renewed" | "subscription.changed" | "subscription.change_scheduled" | "subscription.cancel_scheduled" | "subscription.resumed" | "subscription.ended" | "subscription.trial_ending" | "usage.threshold_reached" | "credit.granted" | "credit.voided" | "member.added" | "member.changed" | "member.removed" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "bot.created" | "key.created" | "key.rotated" | "key.revoked" | "webhook.disabled" | "webhook.test")[];
            /** @example Provisioning */
            description: string | null;
            enabled: boolean;
            /**
             * @description Why it is turned off: by hand, because deliveries failed for five days, or because it answered 410.
             * @example null
             * @enum {string|null}
             */
            disabledReason: "manual" | "failing" | "gone" | null;
            /**
             * Format: date-time
             * @example null
             */
            disabledAt: string | null;
            /**
             * Format: date-time
             * @description The first failed attempt since the last success.
             * @example null
             */
            failingSince: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        UpdateWebhookDto: {
            url?: string;
            /** @description Default: ["*"]. */
            types?: ("*" | "business.created" | "business.edited" | "business.suspended" | "business.resumed" | "business.closed" | "business.handed_over" | "business.erased" | "subscription.started" | "subscription.renewed" | "subscription.changed" | "subscription.change_scheduled" | "subscription.cancel_scheduled" | "subscription.resumed" | "subscription.ended" | "subscription.trial_ending" | "usage.threshold_reached" | "credit.granted" | "credit.voided" | "member.added" | "member.changed" | "member.removed" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "bot.created" | "key.created" | "key.rotated" | "key.revoked" | "webhook.disabled" | "webhook.test")[];
            /** @description Turned off, it is sent nothing; what it misses can be replayed. */
            enabled?: boolean;
            /** @example null */
            description?: string | null;
        };
        RotateWebhookDto: {
            /** @description How long the secret before signs, too, in seconds, to 30 days; a day when absent. Default: 86400. */
            overlapSeconds?: number;
        };
        WebhookSecretView: {
            /**
             * @description Shown here and never again.
             * @example whsec_ZXhhbXBsZSBleGFtcGxlIGV4YW1wbGUgZXhhbXBsZSE=
             */
            secret: string;
            /**
             * Format: date-time
             * @description Until then the secret before signs, too; null when it does not any more.
             * @example null
             */
            previousEndsAt: string | null;
        };
        WebhookTestView: {
            /**
             * @description What the receiver answered; null when it did not.
             * @example 204
             */
            status: number | null;
            /**
             * @description Milliseconds.
             * @example 38
             */
            ms: number;
            /**
             * @description Why it failed; null when it did not.
             * @example null
             */
            error: string | null;
        };
        AttemptView: {
            number: number;
            /** Format: date-time */
            at: string;
            /** @description Milliseconds. */
            ms: number;
            /** @example null */
            status: number | null;
            /** @example null */
            error: string | null;
            /**
             * @description The first KiB of the answer.
             * @example null
             */
            response: string | null;
        };
        DeliveryWithAttemptsView: {
            /**
             * Format: uuid
             * @description Sent as `webhook-id`, the same in every attempt.
             */
            eventId: string;
            /**
             * Format: uuid
             * @description Whose event it is.
             */
            businessId: string;
            /** @example subscription.renewed */
            type: string;
            /**
             * @description `skipped`: the endpoint was turned off. `givenUp`: the last attempt failed. Both can be replayed.
             * @enum {string}
             */
            state: "pending" | "delivered" | "givenUp" | "skipped";
            attemptCount: number;
            /**
             * @description What the receiver answered last; null when it did not.
             * @example 204
             */
            lastStatus: number | null;
            /** @example null */
            lastError: string | null;
            /**
             * Format: date-time
             * @example null
             */
            nextAttemptAt: string | null;
            /**
             * Format: date-time
             * @example null
             */
            deliveredAt: string | null;
            /**
             * Format: date-time
             * @description When the event was handed out, in real time.
             */
            createdAt: string;
            /** @description The last hundred, oldest first. */
            attempts: components["schemas"]["AttemptView"][];
        };
        ReplayDto: {
            /** Format: uuid */
            eventId?: string;
            /**
             * Format: date-time
             * @description In real time.
             */
            from?: string;
            /**
             * Format: date-time
             * @description Excluded; now when absent.
             */
            to?: string;
            /**
             * @description `failed` is everything that is not delivered. Default: "failed".
             * @enum {string}
             */
            only?: "failed" | "all";
        };
        ReplayView: {
            /** @example 12 */
            queued: number;
            /**
             * Format: date-time
             * @description Where the next replay begins, when there was more than one replay takes; else null.
             * @example null
             */
            continueFrom: string | null;
        };
        LoginDto: {
            /** Format: email */
            email: string;
            password: string;
            /**
             * Format: uuid
             * @description The business to act in; the one used last when absent.
             */
            businessId?: string;
        };
        TokensView: {
            /**
             * @description A JWT for `Authorization: Bearer`.
             * @example eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTljIn0.c2ln
             */
            accessToken: string;
            /**
             * @description Good once, for the next pair of tokens.
             * @example 5Zk3qVt0o8yq2mXbW1aE7cRr4uJdH6nS9gTfLpKiQxY
             */
            refreshToken: string;
            /**
             * @description Seconds until the access token expires.
             * @example 600
             */
            expiresIn: number;
        };
        UserView: {
            /** Format: uuid */
            id: string;
            /** @example ada@example.com */
            email: string;
            /** @example Ada */
            firstName: string;
            /** @example Lovelace */
            lastName: string;
            /**
             * Format: date-time
             * @example null
             */
            emailVerifiedAt: string | null;
            /**
             * @description Whether this is one of the people who run the service.
             * @example false
             */
            operator: boolean;
        };
        MembershipView: {
            /** Format: uuid */
            id: string;
            /** @example Analytical Engines */
            name: string;
            /**
             * @example owner
             * @enum {string}
             */
            role: "member" | "admin" | "owner";
            /** @example false */
            suspended: boolean;
            /**
             * Format: date-time
             * @example null
             */
            closedAt: string | null;
        };
        LoggedInView: {
            tokens: components["schemas"]["TokensView"];
            user: components["schemas"]["UserView"];
            businesses: components["schemas"]["MembershipView"][];
        };
        RefreshTokenDto: {
            refreshToken: string;
        };
        EmailDto: {
            /** Format: email */
            email: string;
        };
        NewPasswordDto: {
            /** @description As it stands in the link that was mailed. */
            token: string;
            /** @description 10 to 128 characters. */
            password: string;
        };
        TokenDto: {
            /** @description As it stands in the link that was mailed. */
            token: string;
        };
        BusinessNameView: {
            /** Format: uuid */
            id: string;
            /** @example Analytical Engines */
            name: string;
        };
        MeView: {
            /** Format: uuid */
            id: string;
            /** @example ada@example.com */
            email: string;
            /** @example Ada */
            firstName: string;
            /** @example Lovelace */
            lastName: string;
            /**
             * Format: date-time
             * @example null
             */
            emailVerifiedAt: string | null;
            /**
             * @description Whether this is one of the people who run the service.
             * @example false
             */
            operator: boolean;
            /**
             * @description The address that the person has asked to change to; null when there is none.
             * @example null
             */
            pendingEmail: string | null;
            /** @example null */
            business: components["schemas"]["BusinessNameView"] | null;
            /**
             * @example null
             * @enum {string|null}
             */
            role: "member" | "admin" | "owner" | null;
        };
        EditMeDto: {
            firstName?: string;
            lastName?: string;
        };
        ChangeEmailDto: {
            /** Format: email */
            email: string;
            /** @description The present one, as a proof. */
            password: string;
        };
        ChangePasswordDto: {
            current: string;
            /** @description 10 to 128 characters. */
            password: string;
        };
        JwkView: {
            /** @example EC */
            kty: string;
            /** @example P-256 */
            crv: string;
            x: string;
            y: string;
            /** @description Named by the head of a token. */
            kid: string;
            /** @example sig */
            use: string;
            /** @example ES256 */
            alg: string;
        };
        JwksView: {
            /** @description Those of which tokens may come; empty where access tokens are signed by a secret. */
            keys: components["schemas"]["JwkView"][];
        };
        BusinessNameDto: {
            name: string;
        };
        SignUpDto: {
            /** Format: email */
            email: string;
            firstName: string;
            lastName: string;
            /** @description 10 to 128 characters. */
            password: string;
            business: components["schemas"]["BusinessNameDto"];
            /** @description A public plan that is free, or has a trial that does not renew by itself. The default plan when absent. */
            planCode?: string;
        };
        NewBotView: {
            /** Format: uuid */
            id: string;
            /**
             * @description Shown here and never again; only its hash is kept.
             * @example tnr_live_0352FrRPTf22Mx2nS8okGWexampleexampleexampleexampleexample0
             */
            apiKey: string;
        };
        SignedUpView: {
            /** @description The owner. */
            member: components["schemas"]["MemberView"];
            subscription: components["schemas"]["SubscriptionView"];
            bot: components["schemas"]["NewBotView"];
            business: components["schemas"]["BusinessView"];
            tokens: components["schemas"]["TokensView"];
        };
        DeleteMeDto: {
            /** @description The present password, as a proof. */
            password: string;
        };
        InvitedView: {
            /** @example grace@example.com */
            email: string;
            /** @example Analytical Engines */
            businessName: string;
            /** @example Ada Lovelace */
            invitedBy: string;
            /**
             * @example member
             * @enum {string}
             */
            role: "member" | "admin" | "owner";
            /** Format: date-time */
            expiresAt: string;
        };
        AcceptDto: {
            firstName?: string;
            lastName?: string;
            /** @description 10 to 128 characters. */
            password?: string;
        };
        AddedBusinessView: {
            /** Format: uuid */
            id: string;
            /** @example Analytical Engines */
            name: string;
            /** @example false */
            suspended: boolean;
            /**
             * Format: date-time
             * @example null
             */
            closedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * @example owner
             * @enum {string}
             */
            role: "member" | "admin" | "owner";
            /** @description The owner. */
            member: components["schemas"]["MemberView"];
            subscription: components["schemas"]["SubscriptionView"];
            bot: components["schemas"]["NewBotView"];
        };
        AuditActorView: {
            /**
             * @example member
             * @enum {string}
             */
            kind: "bot" | "member" | "user" | "operator" | "system";
            /**
             * Format: uuid
             * @description Of the member, bot, user or operator; null for the service itself, for who was erased, and for operators to customers.
             * @example null
             */
            id: string | null;
        };
        AuditTargetView: {
            /** @example key */
            kind: string;
            id: string;
        };
        AuditEntryView: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            actor: components["schemas"]["AuditActorView"];
            /** @example key.revoked */
            action: string;
            target: components["schemas"]["AuditTargetView"];
            /**
             * @description What it was; null where there was nothing.
             * @example null
             */
            before: {
                [key: string]: unknown;
            } | null;
            /**
             * @description What it is now; null where there is nothing.
             * @example null
             */
            after: {
                [key: string]: unknown;
            } | null;
            /**
             * @description The network address it came from; null for the service's own work, and for operators to customers.
             * @example 203.0.113.7
             */
            address: string | null;
        };
        EventTypeView: {
            /**
             * @example subscription.renewed
             * @enum {string}
             */
            type: "business.created" | "business.edited" | "business.suspended" | "business.resumed" | "business.closed" | "business.handed_over" | "business.erased" | "subscription.started" | "subscription.renewed" | "subscription.changed" | "subscription.change_scheduled" | "subscription.cancel_scheduled" | "subscription.resumed" | "subscription.ended" | "subscription.trial_ending" | "usage.threshold_reached" | "credit.granted" | "credit.voided" | "member.added" | "member.changed" | "member.removed" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "bot.created" | "key.created" | "key.rotated" | "key.revoked" | "webhook.disabled" | "webhook.test";
            /** @example The next cycle began on the same plan. */
            description: string;
        };
        KeyView: {
            /** Format: uuid */
            id: string;
            /** @example Production */
            name: string;
            /**
             * @description How the key begins.
             * @example tnr_live_
             */
            prefix: string;
            /**
             * @description How it ends.
             * @example x7Qp
             */
            lastFour: string;
            scopes: ("usage:write" | "usage:refund" | "usage:read" | "allocations:write")[];
            /**
             * Format: date-time
             * @description In the time of the business.
             * @example null
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description In real time, within a minute.
             * @example null
             */
            lastUsedAt: string | null;
            /**
             * @description Requests a minute, counted in each server; null for no limit of its own.
             * @example 600
             */
            rateLimit: number | null;
            /** Format: date-time */
            createdAt: string;
        };
        UpcomingView: {
            /** @description The index of the cycle that begins. At an end, the index that the next cycle would have. */
            index: number;
            /**
             * Format: date-time
             * @description When it happens, which is the end of the cycle before.
             */
            startsAt: string;
            /**
             * Format: date-time
             * @description The end of the cycle that begins. Null at the end of the subscription.
             * @example null
             */
            endsAt: string | null;
            /** @description The plan of the cycle that begins. At an end, the last plan. */
            planCode: string;
            /** @enum {string} */
            event: "renew" | "switch" | "end";
        };
        CycleView: {
            /** Format: uuid */
            subscriptionId: string;
            /** @description Counts from 0 over the subscription. */
            index: number;
            /** Format: date-time */
            startsAt: string;
            /** Format: date-time */
            endsAt: string;
            planCode: string;
            trial: boolean;
            /** @description Per metered feature the units used, and the limit of the plan; null is unlimited. */
            usage: {
                [key: string]: {
                    used: number;
                    limit: number | null;
                };
            };
        };
        GrantView: {
            /** Format: uuid */
            id: string;
            remaining: number;
            /**
             * Format: date-time
             * @description Null when it never expires.
             * @example null
             */
            expiresAt: string | null;
            /** @description A lower priority is used first. */
            priority: number;
            reason: string;
        };
        UsageView: {
            /** @example recordings */
            feature: string;
            /**
             * @example metered
             * @enum {string}
             */
            kind: "metered" | "allocated" | "switch";
            /**
             * @description Whether the amount asked for would be granted.
             * @example true
             */
            allowed: boolean;
            /**
             * @description Units used in this cycle, or things held now.
             * @example 1
             */
            used?: number;
            /**
             * @description Null is unlimited.
             * @example 100
             */
            limit?: number | null;
            /** @example 0 */
            credits?: number;
            /**
             * @description Null is unlimited.
             * @example 99
             */
            remaining?: number | null;
            /**
             * Format: date-time
             * @description Metered features only: when the counter begins anew.
             * @example 2026-03-16T09:30:00.000Z
             */
            resetsAt?: string | null;
            /**
             * @description Why it is not allowed; null when it is.
             * @example null
             * @enum {string|null}
             */
            reason?: "limit_reached" | "no_active_subscription" | null;
            grants: components["schemas"]["GrantView"][];
        };
        DailyView: {
            /** Format: date */
            date: string;
            feature: string;
            used: number;
        };
        DeliveryView: {
            /**
             * Format: uuid
             * @description Sent as `webhook-id`, the same in every attempt.
             */
            eventId: string;
            /**
             * Format: uuid
             * @description Whose event it is.
             */
            businessId: string;
            /** @example subscription.renewed */
            type: string;
            /**
             * @description `skipped`: the endpoint was turned off. `givenUp`: the last attempt failed. Both can be replayed.
             * @enum {string}
             */
            state: "pending" | "delivered" | "givenUp" | "skipped";
            attemptCount: number;
            /**
             * @description What the receiver answered last; null when it did not.
             * @example 204
             */
            lastStatus: number | null;
            /** @example null */
            lastError: string | null;
            /**
             * Format: date-time
             * @example null
             */
            nextAttemptAt: string | null;
            /**
             * Format: date-time
             * @example null
             */
            deliveredAt: string | null;
            /**
             * Format: date-time
             * @description When the event was handed out, in real time.
             */
            createdAt: string;
        };
        SessionView: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When one of its refresh tokens was last used.
             */
            lastUsedAt: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
        };
        SubscriptionStateView: {
            /** Format: uuid */
            id: string;
            /**
             * @example active
             * @enum {string}
             */
            status: "trialing" | "active" | "ended";
            plan: components["schemas"]["PlanNameView"];
            /**
             * @description The plan that takes over at the end of the cycle.
             * @example null
             */
            pendingPlan: components["schemas"]["PlanNameView"] | null;
            /** @example false */
            cancelAtCycleEnd: boolean;
            cycle: components["schemas"]["RunningCycleView"];
            /**
             * Format: date-time
             * @example null
             */
            trialEndsAt: string | null;
            /**
             * Format: date-time
             * @example null
             */
            endedAt: string | null;
            /**
             * @example null
             * @enum {string|null}
             */
            endReason: "canceled" | "expired" | "operator" | "closed" | null;
        };
        ThresholdView: {
            /** @example recordings */
            feature: string;
            /**
             * @description The share that was reached.
             * @example 80
             * @enum {integer}
             */
            percent: 80 | 100;
            /**
             * @description The units that this share comes to.
             * @example 80
             */
            threshold: number;
            /**
             * @description Units that the plan includes.
             * @example 100
             */
            limit: number;
            /**
             * @description Units that the plan has paid for by now, or things that are held; credits are not among them.
             * @example 80
             */
            used: number;
            /** Format: uuid */
            subscriptionId: string;
            cycle: components["schemas"]["UsageCycleView"];
        };
        /** @description A business signed up, or was created by an operator. */
        BusinessCreatedEvent: {
            /** @constant */
            type: "business.created";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                business: components["schemas"]["BusinessView"];
            };
        };
        /** @description A business was renamed, or an operator changed what it notes about it. */
        BusinessEditedEvent: {
            /** @constant */
            type: "business.edited";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                business: components["schemas"]["BusinessView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /** @example Analytical Engines */
                    name?: string;
                    /** @example false */
                    suspended?: boolean;
                    /**
                     * Format: date-time
                     * @example null
                     */
                    closedAt?: string | null;
                    /** Format: date-time */
                    createdAt?: string;
                };
            };
        };
        /** @description An operator suspended the business: its people and bots are refused. */
        BusinessSuspendedEvent: {
            /** @constant */
            type: "business.suspended";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                business: components["schemas"]["BusinessView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /** @example Analytical Engines */
                    name?: string;
                    /** @example false */
                    suspended?: boolean;
                    /**
                     * Format: date-time
                     * @example null
                     */
                    closedAt?: string | null;
                    /** Format: date-time */
                    createdAt?: string;
                };
            };
        };
        /** @description An operator took the suspension back. */
        BusinessResumedEvent: {
            /** @constant */
            type: "business.resumed";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                business: components["schemas"]["BusinessView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /** @example Analytical Engines */
                    name?: string;
                    /** @example false */
                    suspended?: boolean;
                    /**
                     * Format: date-time
                     * @example null
                     */
                    closedAt?: string | null;
                    /** Format: date-time */
                    createdAt?: string;
                };
            };
        };
        /** @description The business was closed for good. Its subscription ended and its keys were revoked. */
        BusinessClosedEvent: {
            /** @constant */
            type: "business.closed";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                business: components["schemas"]["BusinessView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /** @example Analytical Engines */
                    name?: string;
                    /** @example false */
                    suspended?: boolean;
                    /**
                     * Format: date-time
                     * @example null
                     */
                    closedAt?: string | null;
                    /** Format: date-time */
                    createdAt?: string;
                };
            };
        };
        /** @description Another member owns the business now. */
        BusinessHandedOverEvent: {
            /** @constant */
            type: "business.handed_over";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                owner: components["schemas"]["MemberView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /** @enum {string} */
                    kind?: "human" | "bot";
                    /** @example Ada Lovelace */
                    name?: string;
                    /**
                     * @description People only.
                     * @example ada@example.com
                     */
                    email?: string;
                    /**
                     * @description People only.
                     * @example owner
                     * @enum {string}
                     */
                    role?: "member" | "admin" | "owner";
                    /** @description Bots only: the most that its keys may do. */
                    scopes?: ("usage:write" | "usage:refund" | "usage:read" | "allocations:write")[];
                    /** @example true */
                    active?: boolean;
                    /** Format: date-time */
                    createdAt?: string;
                    /**
                     * Format: date-time
                     * @description Bots only: when one of its keys was last used, within a minute.
                     * @example null
                     */
                    lastUsedAt?: string | null;
                };
            };
        };
        /** @description A subscription began. */
        SubscriptionStartedEvent: {
            /** @constant */
            type: "subscription.started";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                subscription: components["schemas"]["SubscriptionStateView"];
            };
        };
        /** @description The next cycle began on the same plan. */
        SubscriptionRenewedEvent: {
            /** @constant */
            type: "subscription.renewed";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                subscription: components["schemas"]["SubscriptionStateView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /**
                     * @example active
                     * @enum {string}
                     */
                    status?: "trialing" | "active" | "ended";
                    plan?: components["schemas"]["PlanNameView"];
                    /**
                     * @description The plan that takes over at the end of the cycle.
                     * @example null
                     */
                    pendingPlan?: components["schemas"]["PlanNameView"] | null;
                    /** @example false */
                    cancelAtCycleEnd?: boolean;
                    cycle?: components["schemas"]["RunningCycleView"];
                    /**
                     * Format: date-time
                     * @example null
                     */
                    trialEndsAt?: string | null;
                    /**
                     * Format: date-time
                     * @example null
                     */
                    endedAt?: string | null;
                    /**
                     * @example null
                     * @enum {string|null}
                     */
                    endReason?: "canceled" | "expired" | "operator" | "closed" | null;
                };
            };
        };
        /** @description The subscription is on another plan, or its running cycle was changed. */
        SubscriptionChangedEvent: {
            /** @constant */
            type: "subscription.changed";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                subscription: components["schemas"]["SubscriptionStateView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /**
                     * @example active
                     * @enum {string}
                     */
                    status?: "trialing" | "active" | "ended";
                    plan?: components["schemas"]["PlanNameView"];
                    /**
                     * @description The plan that takes over at the end of the cycle.
                     * @example null
                     */
                    pendingPlan?: components["schemas"]["PlanNameView"] | null;
                    /** @example false */
                    cancelAtCycleEnd?: boolean;
                    cycle?: components["schemas"]["RunningCycleView"];
                    /**
                     * Format: date-time
                     * @example null
                     */
                    trialEndsAt?: string | null;
                    /**
                     * Format: date-time
                     * @example null
                     */
                    endedAt?: string | null;
                    /**
                     * @example null
                     * @enum {string|null}
                     */
                    endReason?: "canceled" | "expired" | "operator" | "closed" | null;
                };
            };
        };
        /** @description Another plan takes over when the cycle ends. */
        SubscriptionChangeScheduledEvent: {
            /** @constant */
            type: "subscription.change_scheduled";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                subscription: components["schemas"]["SubscriptionStateView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /**
                     * @example active
                     * @enum {string}
                     */
                    status?: "trialing" | "active" | "ended";
                    plan?: components["schemas"]["PlanNameView"];
                    /**
                     * @description The plan that takes over at the end of the cycle.
                     * @example null
                     */
                    pendingPlan?: components["schemas"]["PlanNameView"] | null;
                    /** @example false */
                    cancelAtCycleEnd?: boolean;
                    cycle?: components["schemas"]["RunningCycleView"];
                    /**
                     * Format: date-time
                     * @example null
                     */
                    trialEndsAt?: string | null;
                    /**
                     * Format: date-time
                     * @example null
                     */
                    endedAt?: string | null;
                    /**
                     * @example null
                     * @enum {string|null}
                     */
                    endReason?: "canceled" | "expired" | "operator" | "closed" | null;
                };
            };
        };
        /** @description The subscription ends when the cycle ends. */
        SubscriptionCancelScheduledEvent: {
            /** @constant */
            type: "subscription.cancel_scheduled";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                subscription: components["schemas"]["SubscriptionStateView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /**
                     * @example active
                     * @enum {string}
                     */
                    status?: "trialing" | "active" | "ended";
                    plan?: components["schemas"]["PlanNameView"];
                    /**
                     * @description The plan that takes over at the end of the cycle.
                     * @example null
                     */
                    pendingPlan?: components["schemas"]["PlanNameView"] | null;
                    /** @example false */
                    cancelAtCycleEnd?: boolean;
                    cycle?: components["schemas"]["RunningCycleView"];
                    /**
                     * Format: date-time
                     * @example null
                     */
                    trialEndsAt?: string | null;
                    /**
                     * Format: date-time
                     * @example null
                     */
                    endedAt?: string | null;
                    /**
                     * @example null
                     * @enum {string|null}
                     */
                    endReason?: "canceled" | "expired" | "operator" | "closed" | null;
                };
            };
        };
        /** @description The subscription goes on: what was to end or replace it was taken back. */
        SubscriptionResumedEvent: {
            /** @constant */
            type: "subscription.resumed";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                subscription: components["schemas"]["SubscriptionStateView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /**
                     * @example active
                     * @enum {string}
                     */
                    status?: "trialing" | "active" | "ended";
                    plan?: components["schemas"]["PlanNameView"];
                    /**
                     * @description The plan that takes over at the end of the cycle.
                     * @example null
                     */
                    pendingPlan?: components["schemas"]["PlanNameView"] | null;
                    /** @example false */
                    cancelAtCycleEnd?: boolean;
                    cycle?: components["schemas"]["RunningCycleView"];
                    /**
                     * Format: date-time
                     * @example null
                     */
                    trialEndsAt?: string | null;
                    /**
                     * Format: date-time
                     * @example null
                     */
                    endedAt?: string | null;
                    /**
                     * @example null
                     * @enum {string|null}
                     */
                    endReason?: "canceled" | "expired" | "operator" | "closed" | null;
                };
            };
        };
        /** @description The subscription ended. */
        SubscriptionEndedEvent: {
            /** @constant */
            type: "subscription.ended";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                subscription: components["schemas"]["SubscriptionStateView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /**
                     * @example active
                     * @enum {string}
                     */
                    status?: "trialing" | "active" | "ended";
                    plan?: components["schemas"]["PlanNameView"];
                    /**
                     * @description The plan that takes over at the end of the cycle.
                     * @example null
                     */
                    pendingPlan?: components["schemas"]["PlanNameView"] | null;
                    /** @example false */
                    cancelAtCycleEnd?: boolean;
                    cycle?: components["schemas"]["RunningCycleView"];
                    /**
                     * Format: date-time
                     * @example null
                     */
                    trialEndsAt?: string | null;
                    /**
                     * Format: date-time
                     * @example null
                     */
                    endedAt?: string | null;
                    /**
                     * @example null
                     * @enum {string|null}
                     */
                    endReason?: "canceled" | "expired" | "operator" | "closed" | null;
                };
            };
        };
        /** @description The trial ends within three days. */
        SubscriptionTrialEndingEvent: {
            /** @constant */
            type: "subscription.trial_ending";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                subscription: components["schemas"]["SubscriptionStateView"];
            };
        };
        /** @description Usage reached 80 % or 100 % of what the plan includes in a cycle. */
        UsageThresholdReachedEvent: {
            /** @constant */
            type: "usage.threshold_reached";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                usage: components["schemas"]["ThresholdView"];
            };
        };
        /** @description An operator granted credits. */
        CreditGrantedEvent: {
            /** @constant */
            type: "credit.granted";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                credit: components["schemas"]["CreditView"];
            };
        };
        /** @description An operator took back what was left of a grant. */
        CreditVoidedEvent: {
            /** @constant */
            type: "credit.voided";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                credit: components["schemas"]["CreditView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    feature?: string;
                    /** @description Units granted. */
                    amount?: number;
                    /** @description Units that can still be used, from `startsAt` on. 0 once voided or expired. */
                    remaining?: number;
                    /** @description A lower priority is used first. */
                    priority?: number;
                    /** Format: date-time */
                    startsAt?: string;
                    /**
                     * Format: date-time
                     * @description Null when it never expires.
                     * @example null
                     */
                    expiresAt?: string | null;
                    reason?: string;
                    /**
                     * Format: date-time
                     * @example null
                     */
                    voidedAt?: string | null;
                    /** Format: date-time */
                    createdAt?: string;
                };
            };
        };
        /** @description A person became a member of the business. */
        MemberAddedEvent: {
            /** @constant */
            type: "member.added";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                member: components["schemas"]["MemberView"];
            };
        };
        /** @description A member has another role, or was switched on or off. */
        MemberChangedEvent: {
            /** @constant */
            type: "member.changed";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                member: components["schemas"]["MemberView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /** @enum {string} */
                    kind?: "human" | "bot";
                    /** @example Ada Lovelace */
                    name?: string;
                    /**
                     * @description People only.
                     * @example ada@example.com
                     */
                    email?: string;
                    /**
                     * @description People only.
                     * @example owner
                     * @enum {string}
                     */
                    role?: "member" | "admin" | "owner";
                    /** @description Bots only: the most that its keys may do. */
                    scopes?: ("usage:write" | "usage:refund" | "usage:read" | "allocations:write")[];
                    /** @example true */
                    active?: boolean;
                    /** Format: date-time */
                    createdAt?: string;
                    /**
                     * Format: date-time
                     * @description Bots only: when one of its keys was last used, within a minute.
                     * @example null
                     */
                    lastUsedAt?: string | null;
                };
            };
        };
        /** @description A member left, or was removed. */
        MemberRemovedEvent: {
            /** @constant */
            type: "member.removed";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                member: components["schemas"]["MemberView"];
            };
        };
        /** @description Somebody was invited. */
        InvitationCreatedEvent: {
            /** @constant */
            type: "invitation.created";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                invitation: components["schemas"]["InvitationView"];
            };
        };
        /** @description An invitation was accepted. */
        InvitationAcceptedEvent: {
            /** @constant */
            type: "invitation.accepted";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                invitation: components["schemas"]["InvitationView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /** @example grace@example.com */
                    email?: string;
                    /**
                     * @example member
                     * @enum {string}
                     */
                    role?: "member" | "admin" | "owner";
                    /**
                     * @example pending
                     * @enum {string}
                     */
                    status?: "pending" | "accepted" | "revoked" | "expired";
                    /**
                     * @description The name of the inviter.
                     * @example Ada Lovelace
                     */
                    invitedBy?: string;
                    /** Format: date-time */
                    createdAt?: string;
                    /** Format: date-time */
                    expiresAt?: string;
                };
            };
        };
        /** @description An invitation was taken back. */
        InvitationRevokedEvent: {
            /** @constant */
            type: "invitation.revoked";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                invitation: components["schemas"]["InvitationView"];
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /** @example grace@example.com */
                    email?: string;
                    /**
                     * @example member
                     * @enum {string}
                     */
                    role?: "member" | "admin" | "owner";
                    /**
                     * @example pending
                     * @enum {string}
                     */
                    status?: "pending" | "accepted" | "revoked" | "expired";
                    /**
                     * @description The name of the inviter.
                     * @example Ada Lovelace
                     */
                    invitedBy?: string;
                    /** Format: date-time */
                    createdAt?: string;
                    /** Format: date-time */
                    expiresAt?: string;
                };
            };
        };
        /** @description A bot was made. */
        BotCreatedEvent: {
            /** @constant */
            type: "bot.created";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                bot: components["schemas"]["MemberView"];
            };
        };
        /** @description A key of a bot was made. */
        KeyCreatedEvent: {
            /** @constant */
            type: "key.created";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                key: components["schemas"]["KeyView"];
                /** Format: uuid */
                botId: string;
            };
        };
        /** @description A key of a bot was replaced by another. */
        KeyRotatedEvent: {
            /** @constant */
            type: "key.rotated";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                key: components["schemas"]["KeyView"];
                /** Format: uuid */
                botId: string;
                /** @description The fields that changed, as they were before. */
                previous?: {
                    /** Format: uuid */
                    id?: string;
                    /** @example Production */
                    name?: string;
                    /**
                     * @description How the key begins.
                     * @example tnr_live_
                     */
                    prefix?: string;
                    /**
                     * @description How it ends.
                     * @example x7Qp
                     */
                    lastFour?: string;
                    scopes?: ("usage:write" | "usage:refund" | "usage:read" | "allocations:write")[];
                    /**
                     * Format: date-time
                     * @description In the time of the business.
                     * @example null
                     */
                    expiresAt?: string | null;
                    /**
                     * Format: date-time
                     * @description In real time, within a minute.
                     * @example null
                     */
                    lastUsedAt?: string | null;
                    /**
                     * @description Requests a minute, counted in each server; null for no limit of its own.
                     * @example 600
                     */
                    rateLimit?: number | null;
                    /** Format: date-time */
                    createdAt?: string;
                };
            };
        };
        /** @description A key of a bot was revoked. */
        KeyRevokedEvent: {
            /** @constant */
            type: "key.revoked";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                key: components["schemas"]["KeyView"];
                /** Format: uuid */
                botId: string;
            };
        };
        /** @description An endpoint takes no events any more, because deliveries failed for too long. */
        WebhookDisabledEvent: {
            /** @constant */
            type: "webhook.disabled";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                webhook: {
                    /** Format: uuid */
                    id: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A test of an endpoint, asked for by hand. */
        WebhookTestEvent: {
            /** @constant */
            type: "webhook.test";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                webhook: {
                    /** Format: uuid */
                    id: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description The e-mail or the password is wrong. */
        InvalidCredentialsProblem: {
            /** @constant */
            type: "urn:tenure:problem:invalid_credentials";
            /** @example The e-mail or the password is wrong */
            title: string;
            /** @example 401 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The e-mail or the password is wrong.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "invalid_credentials";
        };
        /** @description The refresh token is not valid. */
        InvalidRefreshTokenProblem: {
            /** @constant */
            type: "urn:tenure:problem:invalid_refresh_token";
            /** @example The refresh token is not valid */
            title: string;
            /** @example 401 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The refresh token is not valid.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "invalid_refresh_token";
        };
        /** @description This plan has to be paid for first. */
        PaymentRequiredProblem: {
            /** @constant */
            type: "urn:tenure:problem:payment_required";
            /** @example This plan has to be paid for first */
            title: string;
            /** @example 402 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example This plan has to be paid for first.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "payment_required";
            /**
             * @description The plan that has to be paid for.
             * @example pro
             */
            planCode: string;
            /** @description Where to pay, if configured. */
            checkoutUrl?: string;
        };
        /** @description Not open to this kind of caller. */
        WrongPrincipalProblem: {
            /** @constant */
            type: "urn:tenure:problem:wrong_principal";
            /** @example Not open to this kind of caller */
            title: string;
            /** @example 403 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Not open to this kind of caller.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "wrong_principal";
        };
        /** @description The token names no business. */
        NoBusinessProblem: {
            /** @constant */
            type: "urn:tenure:problem:no_business";
            /** @example The token names no business */
            title: string;
            /** @example 403 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The token names no business.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "no_business";
        };
        /** @description Not an active member of this business. */
        NotAMemberProblem: {
            /** @constant */
            type: "urn:tenure:problem:not_a_member";
            /** @example Not an active member of this business */
            title: string;
            /** @example 403 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Not an active member of this business.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "not_a_member";
        };
        /** @description The account is suspended. */
        AccountSuspendedProblem: {
            /** @constant */
            type: "urn:tenure:problem:account_suspended";
            /** @example The account is suspended */
            title: string;
            /** @example 403 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The account is suspended.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "account_suspended";
        };
        /** @description The role does not allow this. */
        RoleTooLowProblem: {
            /** @constant */
            type: "urn:tenure:problem:role_too_low";
            /** @example The role does not allow this */
            title: string;
            /** @example 403 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The role does not allow this.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "role_too_low";
            /**
             * @description The caller’s role.
             * @example member
             * @enum {string}
             */
            role: "member" | "admin" | "owner";
            /**
             * @description The least role that the route admits.
             * @example admin
             * @enum {string}
             */
            required?: "member" | "admin" | "owner";
        };
        /** @description No such plan. */
        UnknownPlanProblem: {
            /** @constant */
            type: "urn:tenure:problem:unknown_plan";
            /** @example No such plan */
            title: string;
            /** @example 404 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example No such plan.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "unknown_plan";
        };
        /** @description Not possible in this state. */
        WrongStateProblem: {
            /** @constant */
            type: "urn:tenure:problem:wrong_state";
            /** @example Not possible in this state */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Not possible in this state.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "wrong_state";
            /**
             * @description The state that it is in.
             * @example ended
             */
            state: string;
        };
        /** @description The plan is archived. */
        PlanArchivedProblem: {
            /** @constant */
            type: "urn:tenure:problem:plan_archived";
            /** @example The plan is archived */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The plan is archived.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "plan_archived";
        };
        /** @description The e-mail is taken. */
        EmailTakenProblem: {
            /** @constant */
            type: "urn:tenure:problem:email_taken";
            /** @example The e-mail is taken */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The e-mail is taken.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "email_taken";
        };
        /** @description Already a member. */
        AlreadyMemberProblem: {
            /** @constant */
            type: "urn:tenure:problem:already_member";
            /** @example Already a member */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Already a member.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "already_member";
            /**
             * Format: uuid
             * @description The member.
             * @example 019cafe0-0000-7000-8000-000000000001
             */
            memberId: string;
        };
        /** @description Already invited. */
        AlreadyInvitedProblem: {
            /** @constant */
            type: "urn:tenure:problem:already_invited";
            /** @example Already invited */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Already invited.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "already_invited";
            /**
             * Format: uuid
             * @description The open invitation; null when it was answered a moment ago.
             * @example 019cafe0-0000-7000-8000-000000000001
             */
            invitationId: string | null;
        };
        /** @description This is an operator account. */
        OperatorAccountProblem: {
            /** @constant */
            type: "urn:tenure:problem:operator_account";
            /** @example This is an operator account */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example This is an operator account.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "operator_account";
        };
        /** @description Still the owner of businesses. */
        OwnsBusinessesProblem: {
            /** @constant */
            type: "urn:tenure:problem:owns_businesses";
            /** @example Still the owner of businesses */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Still the owner of businesses.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "owns_businesses";
            /**
             * @description The open businesses to hand over or to close first.
             * @example [
             *       {
             *         "id": "019cafe0-0000-7000-8000-000000000001",
             *         "name": "Analytical Engines"
             *       }
             *     ]
             */
            businesses: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
        };
        /** @description There is no default plan. */
        NoDefaultPlanProblem: {
            /** @constant */
            type: "urn:tenure:problem:no_default_plan";
            /** @example There is no default plan */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example There is no default plan.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "no_default_plan";
        };
        /** @description This change takes effect at the end of the cycle. */
        ChangeAtCycleEndProblem: {
            /** @constant */
            type: "urn:tenure:problem:change_at_cycle_end";
            /** @example This change takes effect at the end of the cycle */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example This change takes effect at the end of the cycle.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "change_at_cycle_end";
            /**
             * Format: date-time
             * @description When the change would take effect.
             * @example 2026-03-16T09:30:00.000Z
             */
            cycleEndsAt: string;
        };
        /** @description Too many webhooks. */
        TooManyWebhooksProblem: {
            /** @constant */
            type: "urn:tenure:problem:too_many_webhooks";
            /** @example Too many webhooks */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Too many webhooks.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "too_many_webhooks";
        };
        /** @description The webhook is turned off. */
        WebhookDisabledProblem: {
            /** @constant */
            type: "urn:tenure:problem:webhook_disabled";
            /** @example The webhook is turned off */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The webhook is turned off.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "webhook_disabled";
        };
        /** @description The token is used, revoked or expired. */
        TokenSpentProblem: {
            /** @constant */
            type: "urn:tenure:problem:token_spent";
            /** @example The token is used, revoked or expired */
            title: string;
            /** @example 410 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The token is used, revoked or expired.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "token_spent";
            /**
             * @description What became of the invitation.
             * @example accepted
             */
            invitation?: string;
        };
        OperatorEventView: {
            /**
             * Format: uuid
             * @description The same in every delivery of the event, as `webhook-id`.
             */
            id: string;
            /**
             * @example subscription.changed
             * @enum {string}
             */
            type: "business.created" | "business.edited" | "business.suspended" | "business.resumed" | "business.closed" | "business.handed_over" | "business.erased" | "subscription.started" | "subscription.renewed" | "subscription.changed" | "subscription.change_scheduled" | "subscription.cancel_scheduled" | "subscription.resumed" | "subscription.ended" | "subscription.trial_ending" | "usage.threshold_reached" | "credit.granted" | "credit.voided" | "member.added" | "member.changed" | "member.removed" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "bot.created" | "key.created" | "key.rotated" | "key.revoked" | "webhook.disabled" | "webhook.test";
            /**
             * Format: date-time
             * @description When it happened, in the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            /** @description What a GET would answer at that moment, and `previous` with the fields that changed. The webhooks of the document tell it for each type. */
            data: {
                [key: string]: unknown;
            };
            /**
             * @description Counts all events of the installation, in the order in which they were numbered.
             * @example 1042
             */
            position: number;
        };
        NewPriceDto: {
            /** @description Integer minor units of the currency (cents). */
            amount: number;
            /**
             * @description One of ISO 4217.
             * @example USD
             */
            currency: string;
        };
        IntervalDto: {
            /** @enum {string} */
            unit: "day" | "week" | "month" | "year";
            count: number;
        };
        CreatePlanDto: {
            /** @example pro */
            code: string;
            /** @example Pro */
            name: string;
            price: components["schemas"]["NewPriceDto"];
            interval: components["schemas"]["IntervalDto"];
            /** @description For whom this plan is. */
            description?: string;
            /** @description Days of trial, for a business that never had it. */
            trialDays?: number;
            /** @description What happens at the end of a cycle. */
            whenCycleEnds?: ("renew" | "end") | {
                switchTo: string;
            };
            /** @description What happens at the end of a trial. */
            whenTrialEnds?: ("renew" | "end") | {
                switchTo: string;
            };
            /**
             * @description A hidden plan is visible to operators only.
             * @enum {string}
             */
            visibility?: "public" | "hidden";
            /** @description Whether owners may move here by themselves. */
            selfService?: boolean;
            /** @description The plan on which a sign-up starts. Setting it takes it from another plan. */
            isDefault?: boolean;
            /** @description The complete map of limits. A feature that is absent is 0 or off. */
            limits?: {
                [key: string]: number | boolean | null;
            };
        };
        PlanView: {
            /** @example pro */
            code: string;
            /** @example Pro */
            name: string;
            /** @example For teams. */
            description: string;
            price: components["schemas"]["PriceView"];
            interval: components["schemas"]["IntervalView"];
            /**
             * @description Days of trial, for a business that never had it.
             * @example 14
             */
            trialDays: number;
            whenCycleEnds: ("renew" | "end") | {
                switchTo: string;
            };
            whenTrialEnds: ("renew" | "end") | {
                switchTo: string;
            };
            /**
             * @description Whether owners may move here by themselves.
             * @example false
             */
            selfService: boolean;
            /**
             * @description The plan a sign-up starts on.
             * @example false
             */
            isDefault: boolean;
            /** @description Per feature: an integer, null for unlimited, or a boolean for a switch. What is absent is 0 or off. */
            limits: {
                [key: string]: number | boolean | null;
            };
            /**
             * @example public
             * @enum {string}
             */
            visibility: "public" | "hidden";
            /**
             * Format: date-time
             * @example null
             */
            archivedAt: string | null;
        };
        PriceDto: {
            /** @description Integer minor units of the currency (cents). */
            amount: number;
            /**
             * @description ISO 4217.
             * @example USD
             */
            currency: string;
        };
        EditPlanDto: {
            /** @description For whom this plan is. */
            description?: string;
            /** @description Days of trial, for a business that never had it. */
            trialDays?: number;
            /** @description What happens at the end of a cycle. */
            whenCycleEnds?: ("renew" | "end") | {
                switchTo: string;
            };
            /** @description What happens at the end of a trial. */
            whenTrialEnds?: ("renew" | "end") | {
                switchTo: string;
            };
            /**
             * @description A hidden plan is visible to operators only.
             * @enum {string}
             */
            visibility?: "public" | "hidden";
            /** @description Whether owners may move here by themselves. */
            selfService?: boolean;
            /** @description The plan on which a sign-up starts. Setting it takes it from another plan. */
            isDefault?: boolean;
            /** @description The complete map of limits. A feature that is absent is 0 or off. */
            limits?: {
                [key: string]: number | boolean | null;
            };
            name?: string;
            price?: components["schemas"]["PriceDto"];
            /** @description Never changes: another value is 409 `immutable`. */
            code?: string;
            /** @description Never changes: another value is 409 `immutable`. */
            interval?: components["schemas"]["IntervalDto"];
        };
        CreateFeatureDto: {
            /** @example recordings */
            key: string;
            /** @example Recordings */
            name: string;
            /**
             * @description What one of it is called.
             * @example recording
             */
            unit: string;
            /**
             * @description `metered` counts up within a cycle, `allocated` is held now, `switch` is on or off.
             * @enum {string}
             */
            kind: "metered" | "allocated" | "switch";
        };
        FeatureView: {
            /** @example recordings */
            key: string;
            /** @example Recordings */
            name: string;
            /**
             * @description What one of it is called.
             * @example recording
             */
            unit: string;
            /**
             * @example metered
             * @enum {string}
             */
            kind: "metered" | "allocated" | "switch";
            /**
             * Format: date-time
             * @example null
             */
            retiredAt: string | null;
        };
        EditFeatureDto: {
            name?: string;
            unit?: string;
            /** @description A retired feature gets no new limits. Plans and cycles that have it keep it. */
            retired?: boolean;
        };
        OperatorBusinessView: {
            /** Format: uuid */
            id: string;
            /** @example Analytical Engines */
            name: string;
            /** @example false */
            suspended: boolean;
            /**
             * Format: date-time
             * @example null
             */
            closedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * @description The business's id in the operator's own system.
             * @example null
             */
            externalId: string | null;
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: uuid
             * @description The test clock at whose time the business lives.
             * @example null
             */
            testClockId: string | null;
            /**
             * @description Requests of its bots a minute, counted in each server; null is no limit.
             * @example null
             */
            rateLimit: number | null;
        };
        EditBusinessDto: {
            /**
             * @description The business's id in the operator's own system, which names no other business; null clears it.
             * @example null
             */
            externalId?: string | null;
            /** @description Anything that the operator wants to keep with the business. It is replaced as a whole. */
            metadata?: {
                [key: string]: unknown;
            };
            name?: string;
            /** @description A suspended business's bots and people are refused from the next request on; its cycles go on. */
            suspended?: boolean;
            /**
             * @description Requests of its bots a minute, counted in each server; above it they are answered 429. Null takes the limit away.
             * @example null
             */
            rateLimit?: number | null;
        };
        PutSubscriptionDto: {
            /** @description The plan to be on. */
            planCode: string;
            /**
             * @description At once (the default), or when the running cycle ends.
             * @enum {string}
             */
            when?: "now" | "cycleEnd";
            /**
             * @description Of the plan it is on: meet its newest terms now, not at the next cycle. Boundaries and usage stay.
             * @enum {string}
             */
            terms?: "newest";
            /** @description Begin with the plan's trial, which must be unused. Only with a change at once. */
            trial?: boolean;
        };
        CancelDto: {
            /**
             * @description When the running cycle ends (the default), or at once.
             * @enum {string}
             */
            when?: "now" | "cycleEnd";
        };
        ExtendTrialDto: {
            /**
             * Format: date-time
             * @description When the running trial ends: not before its present end, at most 730 days after its start.
             */
            endsAt: string;
        };
        SetAsideView: {
            /** Format: uuid */
            businessId: string;
            /** Format: uuid */
            subscriptionId: string;
            error: string;
            attempts: number;
            /** Format: date-time */
            nextAttemptAt: string;
        };
        RenewalsView: {
            /**
             * Format: date-time
             * @example null
             */
            lastRunAt: string | null;
            /** @description Seconds since the oldest subscription that waits for the loop was due. */
            lagSeconds: number;
            /** @description Subscriptions that wait for the loop. */
            due: number;
            /** @description At most 100, the next attempt first. */
            setAside: components["schemas"]["SetAsideView"][];
        };
        RenewalRunView: {
            /** @description Cycles opened by renewal. */
            renewed: number;
            /** @description Cycles opened by a change of plan. */
            switched: number;
            /** @description Subscriptions ended. */
            ended: number;
            /** @description Subscriptions that failed and are tried again later. */
            setAside: number;
        };
        CreateTestClockDto: {
            /**
             * Format: date-time
             * @description Where the clock stands at first: past or future, 2000 to 2200.
             */
            now: string;
        };
        TestClockView: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            now: string;
        };
        AdvanceTestClockDto: {
            /**
             * Format: date-time
             * @description Where the clock goes: forward, any distance.
             */
            to: string;
        };
        AdvancedView: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            now: string;
            /** @description Cycles opened by renewal. */
            renewed: number;
            /** @description Cycles opened by a change of plan. */
            switched: number;
            /** @description Subscriptions ended. */
            ended: number;
        };
        GrantCreditDto: {
            /** @description A metered feature. */
            feature: string;
            /** @description Units to grant. */
            amount: number;
            /** @description The reason, for people who look at the balance. */
            reason: string;
            /** @description A lower priority is used first. 50 by default. Default: 50. */
            priority?: number;
            /**
             * Format: date-time
             * @description When it begins, in the time of the business. By default now.
             */
            startsAt?: string;
            /**
             * Format: date-time
             * @description When it ends. Never when absent.
             */
            expiresAt?: string;
        };
        WebhookStandingView: {
            /** @description Deliveries that wait for an attempt. */
            pending: number;
            /** @description The age of the oldest of them. */
            oldestSeconds: number;
            /** @description Attempts of the last 24 hours that succeeded. */
            delivered24h: number;
            /** @description Attempts of the last 24 hours that failed. */
            failed24h: number;
            /** @description Endpoints that are turned off. */
            disabled: number;
        };
        ReadTokenView: {
            /**
             * @description A JWT for `Authorization: Bearer`.
             * @example eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTljIn0.c2ln
             */
            accessToken: string;
            /**
             * @description Seconds until it expires.
             * @example 600
             */
            expiresIn: number;
        };
        IntrospectDto: {
            /** @description An access token, as a person sent it to you. */
            token: string;
        };
        IntrospectionView: {
            /** @description True of an access token that this service would take now. */
            active: boolean;
            /**
             * Format: uuid
             * @description The person.
             */
            sub?: string;
            /**
             * Format: uuid
             * @description Their session.
             */
            sid?: string;
            /**
             * Format: uuid
             * @description The business that the token names; null for none.
             * @example null
             */
            bid?: string | null;
            /**
             * @description `member` of that business as of now, `user` who is none, or `operator`.
             * @enum {string}
             */
            kind?: "member" | "user" | "operator";
            /**
             * @description In that business, as of now; null for whoever is not its member.
             * @example null
             * @enum {string|null}
             */
            role?: "member" | "admin" | "owner" | null;
            /** @description True of a business that is suspended: its people may do nothing in it. */
            suspended?: boolean;
            /** @description True of a business that is closed. */
            closed?: boolean;
            iss?: string;
            aud?: string;
            /** @description Seconds since 1970. */
            iat?: number;
            /** @description Seconds since 1970. */
            exp?: number;
            /** @example Bearer */
            token_type?: string;
        };
        CreateOperatorKeyDto: {
            name: string;
            /**
             * Format: date-time
             * @description From when on the key is refused; never when absent.
             */
            expiresAt?: string;
            /**
             * @description What it may do; `admin` alone when absent. `admin` is all that you may, and nothing on SDK routes: those take
             *     `usage:write`, `usage:refund`, `usage:read` and `allocations:write`, for any business that a request names.
             */
            scopes?: ("admin" | "usage:write" | "usage:refund" | "usage:read" | "allocations:write" | "events:read" | "auth:forward")[];
            /**
             * @description Addresses and networks that it may come from, at most 20; anywhere when absent.
             * @example [
             *       "203.0.113.0/24"
             *     ]
             */
            networks?: string[];
        };
        KeyOwnerView: {
            /** Format: uuid */
            id: string;
            /** @example charles@example.com */
            email: string;
        };
        NewOperatorKeyView: {
            /** Format: uuid */
            id: string;
            /** @example CRM */
            name: string;
            /**
             * @description How the key begins.
             * @example tnr_op_
             */
            prefix: string;
            /**
             * @description How it ends.
             * @example x7Qp
             */
            lastFour: string;
            /** @description What it may do. `admin` is all that the operator in `operator` may. */
            scopes: ("admin" | "usage:write" | "usage:refund" | "usage:read" | "allocations:write" | "events:read" | "auth:forward")[];
            /**
             * @description Where it may come from; null is anywhere.
             * @example [
             *       "203.0.113.0/24"
             *     ]
             */
            networks: string[] | null;
            /**
             * @description Whom a key with `admin` acts as, until they are removed; null for a key of the installation.
             * @example null
             */
            operator: components["schemas"]["KeyOwnerView"] | null;
            /**
             * @description Null when they are no longer there.
             * @example null
             */
            madeBy: components["schemas"]["KeyOwnerView"] | null;
            /**
             * Format: date-time
             * @example null
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description Within a minute.
             * @example null
             */
            lastUsedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * @description Shown here and never again; only its hash is kept.
             * @example tnr_op_exampleexampleexampleexampleexample000000
             */
            apiKey: string;
        };
        RotateOperatorKeyDto: {
            /** @description How long the key before is good, in seconds, to 30 days; not at all when absent. */
            overlapSeconds?: number;
        };
        CreateOperatorDto: {
            /** Format: email */
            email: string;
            firstName: string;
            lastName: string;
            /** @description 10 to 128 characters. Without one, a link to choose it is mailed. */
            password?: string;
        };
        OperatorView: {
            /** Format: uuid */
            id: string;
            /** @example charles@example.com */
            email: string;
            /** @example Charles */
            firstName: string;
            /** @example Babbage */
            lastName: string;
            /**
             * Format: date-time
             * @example null
             */
            emailVerifiedAt: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        PersonView: {
            /** Format: uuid */
            id: string;
            /** @example ada@example.com */
            email: string;
            /** @example Ada */
            firstName: string;
            /** @example Lovelace */
            lastName: string;
            /**
             * Format: date-time
             * @example null
             */
            emailVerifiedAt: string | null;
            /**
             * @description Whether this is one of the people who run the service.
             * @example false
             */
            operator: boolean;
            /**
             * @description Whether logging in is refused.
             * @example false
             */
            suspended: boolean;
            /** Format: date-time */
            createdAt: string;
        };
        EditUserDto: {
            /** @description The sessions of a suspended person end at once, and logging in is refused. */
            suspended: boolean;
        };
        ErasedPersonView: {
            /** Format: uuid */
            userId: string;
            /**
             * @description How many businesses they left.
             * @example 1
             */
            memberships: number;
        };
        OwnerDto: {
            /** Format: email */
            email: string;
            firstName: string;
            lastName: string;
            /** @description Without one, the owner is invited by mail to choose it. */
            password?: string;
        };
        CreateBusinessDto: {
            name: string;
            owner: components["schemas"]["OwnerDto"];
            /**
             * @description The business's id in the operator's own system, which names no other business; null clears it.
             * @example null
             */
            externalId?: string | null;
            /** @description Anything that the operator wants to keep with the business. It is replaced as a whole. */
            metadata?: {
                [key: string]: unknown;
            };
            /** @description Any plan that is not archived. The default plan when absent. */
            planCode?: string;
            /**
             * Format: uuid
             * @description The test clock whose time the business has.
             */
            testClockId?: string;
        };
        CreatedBusinessView: {
            /** @description The owner. */
            member: components["schemas"]["MemberView"];
            subscription: components["schemas"]["SubscriptionView"];
            bot: components["schemas"]["NewBotView"];
            business: components["schemas"]["OperatorBusinessView"];
            /**
             * @description Null for an owner without a password, who is invited by mail.
             * @example null
             */
            tokens: components["schemas"]["TokensView"] | null;
        };
        ErasedView: {
            /** Format: uuid */
            businessId: string;
            /** @description How many rows of each kind. */
            rows: {
                [key: string]: number;
            };
            /**
             * @description How many accounts of people who belong nowhere else.
             * @example 3
             */
            people: number;
        };
        OperatorMemberView: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "human" | "bot";
            /** @example Ada Lovelace */
            name: string;
            /**
             * @description People only.
             * @example ada@example.com
             */
            email?: string;
            /**
             * @description People only.
             * @example owner
             * @enum {string}
             */
            role?: "member" | "admin" | "owner";
            /** @description Bots only: the most that its keys may do. */
            scopes?: ("usage:write" | "usage:refund" | "usage:read" | "allocations:write")[];
            /** @example true */
            active: boolean;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description Bots only: when one of its keys was last used, within a minute.
             * @example null
             */
            lastUsedAt?: string | null;
            /**
             * Format: uuid
             * @description People only: their account, which may be a member of other businesses too.
             */
            userId?: string;
        };
        KeyBotView: {
            /** Format: uuid */
            id: string;
            /** @example First bot */
            name: string;
        };
        BusinessKeyView: {
            /** Format: uuid */
            id: string;
            /** @example Production */
            name: string;
            /**
             * @description How the key begins.
             * @example tnr_live_
             */
            prefix: string;
            /**
             * @description How it ends.
             * @example x7Qp
             */
            lastFour: string;
            scopes: ("usage:write" | "usage:refund" | "usage:read" | "allocations:write")[];
            /**
             * Format: date-time
             * @description In the time of the business.
             * @example null
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description In real time, within a minute.
             * @example null
             */
            lastUsedAt: string | null;
            /**
             * @description Requests a minute, counted in each server; null for no limit of its own.
             * @example 600
             */
            rateLimit: number | null;
            /** Format: date-time */
            createdAt: string;
            bot: components["schemas"]["KeyBotView"];
        };
        OperatorKeyView: {
            /** Format: uuid */
            id: string;
            /** @example CRM */
            name: string;
            /**
             * @description How the key begins.
             * @example tnr_op_
             */
            prefix: string;
            /**
             * @description How it ends.
             * @example x7Qp
             */
            lastFour: string;
            /** @description What it may do. `admin` is all that the operator in `operator` may. */
            scopes: ("admin" | "usage:write" | "usage:refund" | "usage:read" | "allocations:write" | "events:read" | "auth:forward")[];
            /**
             * @description Where it may come from; null is anywhere.
             * @example [
             *       "203.0.113.0/24"
             *     ]
             */
            networks: string[] | null;
            /**
             * @description Whom a key with `admin` acts as, until they are removed; null for a key of the installation.
             * @example null
             */
            operator: components["schemas"]["KeyOwnerView"] | null;
            /**
             * @description Null when they are no longer there.
             * @example null
             */
            madeBy: components["schemas"]["KeyOwnerView"] | null;
            /**
             * Format: date-time
             * @example null
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description Within a minute.
             * @example null
             */
            lastUsedAt: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description The data of a closed business were erased. Only operators hear of it. */
        BusinessErasedEvent: {
            /** @constant */
            type: "business.erased";
            /**
             * Format: date-time
             * @description In the time of the business.
             */
            timestamp: string;
            /** Format: uuid */
            businessId: string;
            /**
             * @description Counts the events of the business from 1, without gaps.
             * @example 42
             */
            sequence: number;
            /**
             * @description True on a test clock.
             * @example false
             */
            test: boolean;
            data: {
                business: {
                    /** Format: uuid */
                    id: string;
                };
            };
        };
        /** @description The code is taken. */
        CodeTakenProblem: {
            /** @constant */
            type: "urn:tenure:problem:code_taken";
            /** @example The code is taken */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The code is taken.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "code_taken";
        };
        /** @description Still in use. */
        InUseProblem: {
            /** @constant */
            type: "urn:tenure:problem:in_use";
            /** @example Still in use */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Still in use.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "in_use";
        };
        /** @description This never changes. */
        ImmutableProblem: {
            /** @constant */
            type: "urn:tenure:problem:immutable";
            /** @example This never changes */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example This never changes.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "immutable";
            /**
             * @description The field that never changes.
             * @example code
             */
            field: string;
        };
        /** @description The external id is another business’s. */
        ExternalIdTakenProblem: {
            /** @constant */
            type: "urn:tenure:problem:external_id_taken";
            /** @example The external id is another business’s */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example The external id is another business’s.
             */
            detail: string;
            /**
             * @description The stable name of the problem. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            code: "external_id_taken";
            /**
             * Format: uuid
             * @description The business that has it.
             * @example 019cafe0-0000-7000-8000-000000000001
             */
            businessId: string;
        };
        /** @description A test clock only goes forward. */
        ClockNotForwardProblem: {
            /** @constant */
            type: "urn:tenure:problem:clock_not_forward";
            /** @example A test clock only goes forward */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example A test clock only goes forward.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "clock_not_forward";
            /**
             * Format: date-time
             * @description Where the clock stands.
             * @example 2026-03-16T09:30:00.000Z
             */
            now: string;
        };
        /** @description A renewal run is under way. */
        RenewalRunningProblem: {
            /** @constant */
            type: "urn:tenure:problem:renewal_running";
            /** @example A renewal run is under way */
            title: string;
            /** @example 409 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example A renewal run is under way.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "renewal_running";
        };
        /** @description Too many cycles. */
        TooManyCyclesProblem: {
            /** @constant */
            type: "urn:tenure:problem:too_many_cycles";
            /** @example Too many cycles */
            title: string;
            /** @example 422 */
            status: number;
            /**
             * @description What happened, for people to read.
             * @example Too many cycles.
             */
            detail: string;
            /**
             * @description The stable name of the problem.
             * @constant
             */
            code: "too_many_cycles";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listUsage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["UsageView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    consumeFeature: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again, it is answered as the first time and done once. */
                "Idempotency-Key"?: string;
                /** @description With an operator key: the business that this request is about, by its id or as `external:<externalId>`, percent-encoded where it is not ASCII. The key of a bot names its business, and refuses this header. */
                "X-Business"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "feature": "recordings",
                 *       "amount": 1
                 *     }
                 */
                "application/json": components["schemas"]["ConsumeDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `business_required`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BusinessRequiredProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `limit_reached` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LimitReachedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `scope_missing`, `no_active_subscription`, `feature_off` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["ScopeMissingProblem"] | components["schemas"]["NoActiveSubscriptionProblem"] | components["schemas"]["FeatureOffProblem"];
                };
            };
            /** @description `not_found`, `unknown_feature` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"] | components["schemas"]["UnknownFeatureProblem"];
                };
            };
            /** @description `wrong_feature_kind`, `already_refunded`, `idempotency_in_progress` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongFeatureKindProblem"] | components["schemas"]["AlreadyRefundedProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `idempotency_key_reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyKeyReusedProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `renewal_failed`, `overloaded`, `outcome_unknown`, `clock_wrong`, `unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"];
                };
            };
        };
    };
    consumeBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description With an operator key: the business that this request is about, by its id or as `external:<externalId>`, percent-encoded where it is not ASCII. The key of a bot names its business, and refuses this header. */
                "X-Business"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "feature": "recordings",
                 *           "idempotencyKey": "call-1"
                 *         },
                 *         {
                 *           "feature": "recordings",
                 *           "amount": 2
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["BatchDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `business_required`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BusinessRequiredProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    refundUsage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again, it is answered as the first time and done once. */
                "Idempotency-Key"?: string;
                /** @description With an operator key: the business that this request is about, by its id or as `external:<externalId>`, percent-encoded where it is not ASCII. The key of a bot names its business, and refuses this header. */
                "X-Business"?: string;
            };
            path: {
                /**
                 * @description The id of the usage, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "amount": 1
                 *     }
                 */
                "application/json": components["schemas"]["RefundDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefundView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `business_required`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BusinessRequiredProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `already_refunded`, `refund_too_large`, `cycle_closed`, `idempotency_in_progress` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AlreadyRefundedProblem"] | components["schemas"]["RefundTooLargeProblem"] | components["schemas"]["CycleClosedProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `idempotency_key_reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyKeyReusedProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listEntitlements: {
        parameters: {
            query?: never;
            header?: {
                /** @description With an operator key: the business that this request is about, by its id or as `external:<externalId>`, percent-encoded where it is not ASCII. The key of a bot names its business, and refuses this header. */
                "X-Business"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["EntitlementView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `business_required`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BusinessRequiredProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    getEntitlement: {
        parameters: {
            query?: {
                /**
                 * @description For how many units to ask, 1 by default.
                 * @example 1
                 */
                amount?: number;
            };
            header?: {
                /** @description With an operator key: the business that this request is about, by its id or as `external:<externalId>`, percent-encoded where it is not ASCII. The key of a bot names its business, and refuses this header. */
                "X-Business"?: string;
            };
            path: {
                /**
                 * @description The feature’s key.
                 * @example recordings
                 */
                feature: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntitlementView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `business_required`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BusinessRequiredProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found`, `unknown_feature` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"] | components["schemas"]["UnknownFeatureProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    listAllocations: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description With an operator key: the business that this request is about, by its id or as `external:<externalId>`, percent-encoded where it is not ASCII. The key of a bot names its business, and refuses this header. */
                "X-Business"?: string;
            };
            path: {
                /**
                 * @description The feature’s key.
                 * @example applications
                 */
                feature: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AllocationView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `business_required`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BusinessRequiredProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found`, `unknown_feature` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"] | components["schemas"]["UnknownFeatureProblem"];
                };
            };
            /** @description `wrong_feature_kind` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongFeatureKindProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    holdAllocation: {
        parameters: {
            query?: never;
            header?: {
                /** @description With an operator key: the business that this request is about, by its id or as `external:<externalId>`, percent-encoded where it is not ASCII. The key of a bot names its business, and refuses this header. */
                "X-Business"?: string;
            };
            path: {
                /**
                 * @description The feature’s key.
                 * @example applications
                 */
                feature: string;
                /**
                 * @description Your own name for what is held.
                 * @example app-1
                 */
                resource: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["HoldDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntitlementView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `business_required`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BusinessRequiredProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `limit_reached` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LimitReachedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `scope_missing`, `no_active_subscription` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["ScopeMissingProblem"] | components["schemas"]["NoActiveSubscriptionProblem"];
                };
            };
            /** @description `not_found`, `unknown_feature` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"] | components["schemas"]["UnknownFeatureProblem"];
                };
            };
            /** @description `wrong_feature_kind`, `managed_feature` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongFeatureKindProblem"] | components["schemas"]["ManagedFeatureProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    freeAllocation: {
        parameters: {
            query?: never;
            header?: {
                /** @description With an operator key: the business that this request is about, by its id or as `external:<externalId>`, percent-encoded where it is not ASCII. The key of a bot names its business, and refuses this header. */
                "X-Business"?: string;
            };
            path: {
                /**
                 * @description The feature’s key.
                 * @example applications
                 */
                feature: string;
                /**
                 * @description Your own name for what is held.
                 * @example app-1
                 */
                resource: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `business_required`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BusinessRequiredProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found`, `unknown_feature` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"] | components["schemas"]["UnknownFeatureProblem"];
                };
            };
            /** @description `wrong_feature_kind`, `managed_feature` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongFeatureKindProblem"] | components["schemas"]["ManagedFeatureProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    getCurrentKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description With an operator key: the business that this request is about, by its id or as `external:<externalId>`, percent-encoded where it is not ASCII. The key of a bot names its business, and refuses this header. */
                "X-Business"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SdkMeView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `business_required`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BusinessRequiredProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    signUp: {
        parameters: {
            query?: never;
            header?: {
                /** @description The address of the person, for rate limits. It counts with an operator key that has the scope `auth:forward`, and is ignored without. */
                "X-Client-Address"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "business": {
                 *         "name": "Analytical Engines"
                 *       },
                 *       "email": "ada@example.com",
                 *       "firstName": "Ada",
                 *       "lastName": "Lovelace",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["SignUpDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedUpView"];
                };
            };
            /** @description `invalid_json`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `payment_required` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PaymentRequiredProblem"];
                };
            };
            /** @description `unknown_plan` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnknownPlanProblem"];
                };
            };
            /** @description `plan_archived`, `no_default_plan`, `email_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PlanArchivedProblem"] | components["schemas"]["NoDefaultPlanProblem"] | components["schemas"]["EmailTakenProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    getInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The address of the person, for rate limits. It counts with an operator key that has the scope `auth:forward`, and is ignored without. */
                "X-Client-Address"?: string;
            };
            path: {
                /**
                 * @description As it stands in the mailed link.
                 * @example 0352FrRPTf22Mx2nS8okGWx8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt
                 */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitedView"];
                };
            };
            /** @description `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `token_spent` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TokenSpentProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The address of the person, for rate limits. It counts with an operator key that has the scope `auth:forward`, and is ignored without. */
                "X-Client-Address"?: string;
            };
            path: {
                /**
                 * @description As it stands in the mailed link.
                 * @example 0352FrRPTf22Mx2nS8okGWx8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt
                 */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "firstName": "Grace",
                 *       "lastName": "Hopper",
                 *       "password": "nanoseconds of wire"
                 *     }
                 */
                "application/json": components["schemas"]["AcceptDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedInView"];
                };
            };
            /** @description `invalid_json`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `limit_reached` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LimitReachedProblem"];
                };
            };
            /** @description `wrong_principal`, `account_suspended`, `business_closed`, `business_suspended`, `no_active_subscription` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["AccountSuspendedProblem"] | components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["NoActiveSubscriptionProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `email_taken`, `operator_account`, `already_member` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EmailTakenProblem"] | components["schemas"]["OperatorAccountProblem"] | components["schemas"]["AlreadyMemberProblem"];
                };
            };
            /** @description `token_spent` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TokenSpentProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: {
                /** @description The address of the person, for rate limits. It counts with an operator key that has the scope `auth:forward`, and is ignored without. */
                "X-Client-Address"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["LoginDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedInView"];
                };
            };
            /** @description `invalid_json`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `invalid_credentials` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCredentialsProblem"];
                };
            };
            /** @description `account_suspended`, `not_a_member` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountSuspendedProblem"] | components["schemas"]["NotAMemberProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    refreshTokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description The address of the person, for rate limits. It counts with an operator key that has the scope `auth:forward`, and is ignored without. */
                "X-Client-Address"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refreshToken": "{refreshToken}"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshTokenDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedInView"];
                };
            };
            /** @description `invalid_json`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `invalid_refresh_token` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRefreshTokenProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    logOut: {
        parameters: {
            query?: never;
            header?: {
                /** @description The address of the person, for rate limits. It counts with an operator key that has the scope `auth:forward`, and is ignored without. */
                "X-Client-Address"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refreshToken": "{refreshToken}"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshTokenDto"];
            };
        };
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `invalid_refresh_token` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRefreshTokenProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: {
                /** @description The address of the person, for rate limits. It counts with an operator key that has the scope `auth:forward`, and is ignored without. */
                "X-Client-Address"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["EmailDto"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    confirmPasswordReset: {
        parameters: {
            query?: never;
            header?: {
                /** @description The address of the person, for rate limits. It counts with an operator key that has the scope `auth:forward`, and is ignored without. */
                "X-Client-Address"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "x8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt",
                 *       "password": "analytical engine 1843"
                 *     }
                 */
                "application/json": components["schemas"]["NewPasswordDto"];
            };
        };
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `token_spent` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TokenSpentProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: {
                /** @description The address of the person, for rate limits. It counts with an operator key that has the scope `auth:forward`, and is ignored without. */
                "X-Client-Address"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "x8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt"
                 *     }
                 */
                "application/json": components["schemas"]["TokenDto"];
            };
        };
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `email_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EmailTakenProblem"];
                };
            };
            /** @description `token_spent` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TokenSpentProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    cancelEmailChange: {
        parameters: {
            query?: never;
            header?: {
                /** @description The address of the person, for rate limits. It counts with an operator key that has the scope `auth:forward`, and is ignored without. */
                "X-Client-Address"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "x8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt"
                 *     }
                 */
                "application/json": components["schemas"]["TokenDto"];
            };
        };
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `token_spent` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TokenSpentProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    getTokenKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JwksView"];
                };
            };
            /** @description `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    listPublicPlans: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PublicPlanView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    getPublicPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The plan’s code.
                 * @example pro
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicPlanView"];
                };
            };
            /** @description `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unknown_plan`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnknownPlanProblem"] | components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    deleteMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["DeleteMeDto"];
            };
        };
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated`, `invalid_credentials` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["InvalidCredentialsProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `owns_businesses` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["OwnsBusinessesProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "firstName": "Augusta Ada"
                 *     }
                 */
                "application/json": components["schemas"]["EditMeDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    requestEmailVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    requestEmailChange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "countess@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeEmailDto"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated`, `invalid_credentials` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["InvalidCredentialsProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `email_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EmailTakenProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    deletePendingEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current": "correct horse battery",
                 *       "password": "analytical engine 1843"
                 *     }
                 */
                "application/json": components["schemas"]["ChangePasswordDto"];
            };
        };
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated`, `invalid_credentials` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["InvalidCredentialsProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listMySessions: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SessionView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    endMySession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the session, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listMyBusinesses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["MembershipView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createMyBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Difference Engines"
                 *     }
                 */
                "application/json": components["schemas"]["BusinessNameDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedBusinessView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `payment_required` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PaymentRequiredProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `no_default_plan` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NoDefaultPlanProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    switchBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedInView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `account_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["AccountSuspendedProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listAuditEntries: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description An actor's id, or a kind of actor such as `operator`. */
                actor?: string;
                /** @description Such as `key.revoked`. */
                action?: string;
                /** @description A page as JSON, or everything that fits the filters as CSV. */
                format?: "json" | "csv";
                /** @description From this time on. */
                from?: string;
                /** @description Before this time. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditEntryView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    getMyBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BusinessView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    updateMyBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Difference Engines"
                 *     }
                 */
                "application/json": components["schemas"]["RenameBusinessDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BusinessView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only people, or only bots. */
                kind?: "human" | "bot";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["MemberView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    getMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the member, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the member, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    updateMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the member, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "active": false
                 *     }
                 */
                "application/json": components["schemas"]["EditMemberDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `limit_reached` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LimitReachedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low`, `no_active_subscription` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"] | components["schemas"]["NoActiveSubscriptionProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    leaveBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"];
                };
            };
            /** @description `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    transferOwnership: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "memberId": "01981b2e-7a4c-7f00-8000-00000000a0da"
                 *     }
                 */
                "application/json": components["schemas"]["NewOwnerDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    createBot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Importer",
                 *       "scopes": [
                 *         "usage:write"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateBotDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The id of the bot, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["KeyView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the bot, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Production",
                 *       "scopes": [
                 *         "usage:write"
                 *       ],
                 *       "rateLimit": 600
                 *     }
                 */
                "application/json": components["schemas"]["CreateKeyDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKeyView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the bot, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
                /**
                 * @description The key’s id, as `GET /v1/sdk/me` tells it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["RotateKeyDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKeyView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the bot, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
                /**
                 * @description The key’s id, as `GET /v1/sdk/me` tells it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listInvitations: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InvitationView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "grace@example.com",
                 *       "role": "member"
                 *     }
                 */
                "application/json": components["schemas"]["InviteDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `limit_reached` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LimitReachedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low`, `no_active_subscription` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"] | components["schemas"]["NoActiveSubscriptionProblem"];
                };
            };
            /** @description `already_member`, `already_invited`, `operator_account` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AlreadyMemberProblem"] | components["schemas"]["AlreadyInvitedProblem"] | components["schemas"]["OperatorAccountProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    revokeInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the invitation, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    resendInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the invitation, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `limit_reached` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LimitReachedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low`, `no_active_subscription` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"] | components["schemas"]["NoActiveSubscriptionProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `wrong_state`, `already_member`, `operator_account` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"] | components["schemas"]["AlreadyMemberProblem"] | components["schemas"]["OperatorAccountProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    closeMyBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    getSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberSubscriptionView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    changePlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "planCode": "pro"
                 *     }
                 */
                "application/json": components["schemas"]["ChangePlanDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `payment_required` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PaymentRequiredProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found`, `unknown_plan` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"] | components["schemas"]["UnknownPlanProblem"];
                };
            };
            /** @description `plan_archived`, `wrong_state`, `change_at_cycle_end` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PlanArchivedProblem"] | components["schemas"]["WrongStateProblem"] | components["schemas"]["ChangeAtCycleEndProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    deletePendingPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    cancelSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    resumeSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listUpcomingCycles: {
        parameters: {
            query?: {
                /**
                 * @description How many renewals to look ahead, 12 by default.
                 * @example 12
                 */
                cycles?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["UpcomingView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    listCycles: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CycleView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    previewPlanChange: {
        parameters: {
            query: {
                /**
                 * @description The plan to show.
                 * @example pro
                 */
                planCode: string;
                /** @description When the change takes effect. The default is that of the change itself. */
                when?: "now" | "cycleEnd";
                /** @description For the present plan: show its newest terms instead of those in force. */
                terms?: "newest";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanPreviewView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"];
                };
            };
            /** @description `not_found`, `unknown_plan` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"] | components["schemas"]["UnknownPlanProblem"];
                };
            };
            /** @description `plan_archived`, `wrong_state`, `change_at_cycle_end` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PlanArchivedProblem"] | components["schemas"]["WrongStateProblem"] | components["schemas"]["ChangeAtCycleEndProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    listDailyUsage: {
        parameters: {
            query?: {
                /**
                 * @description Only this metered feature.
                 * @example recordings
                 */
                feature?: string;
                /** @description The first day, in UTC. By default the earliest that is kept, 90 days back with today. */
                from?: string;
                /** @description The last day, in UTC. By default today. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["DailyView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"];
                };
            };
            /** @description `unknown_feature` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnknownFeatureProblem"];
                };
            };
            /** @description `wrong_feature_kind` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongFeatureKindProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /**
                 * @description Events after this one: the `nextCursor` of the page before, or the number of the last event that you have seen.
                 * @example 0
                 */
                after?: number;
                /** @description Only events of this type. */
                type?: "business.created" | "business.edited" | "business.suspended" | "business.resumed" | "business.closed" | "business.handed_over" | "business.erased" | "subscription.started" | "subscription.renewed" | "subscription.changed" | "subscription.change_scheduled" | "subscription.cancel_scheduled" | "subscription.resumed" | "subscription.ended" | "subscription.trial_ending" | "usage.threshold_reached" | "credit.granted" | "credit.voided" | "member.added" | "member.changed" | "member.removed" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "bot.created" | "key.created" | "key.rotated" | "key.revoked" | "webhook.disabled" | "webhook.test";
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["EventView"][];
                        /**
                         * @description Hand it back as `after` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the event, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    listEventTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["EventTypeView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WebhookView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://hooks.example.com/tenure",
                 *       "types": [
                 *         "subscription.renewed",
                 *         "subscription.ended"
                 *       ],
                 *       "description": "Provisioning"
                 *     }
                 */
                "application/json": components["schemas"]["CreateWebhookDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhookView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `too_many_webhooks` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyWebhooksProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "types": [
                 *         "*"
                 *       ],
                 *       "enabled": true
                 *     }
                 */
                "application/json": components["schemas"]["UpdateWebhookDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["RotateWebhookDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecretView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTestView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `webhook_disabled` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WebhookDisabledProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `overloaded`, `unavailable`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["OverloadedProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                state?: "pending" | "delivered" | "givenUp" | "skipped";
                type?: "business.created" | "business.edited" | "business.suspended" | "business.resumed" | "business.closed" | "business.handed_over" | "business.erased" | "subscription.started" | "subscription.renewed" | "subscription.changed" | "subscription.change_scheduled" | "subscription.cancel_scheduled" | "subscription.resumed" | "subscription.ended" | "subscription.trial_ending" | "usage.threshold_reached" | "credit.granted" | "credit.voided" | "member.added" | "member.changed" | "member.removed" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "bot.created" | "key.created" | "key.rotated" | "key.revoked" | "webhook.disabled" | "webhook.test";
            };
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["DeliveryView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    getWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
                /**
                 * @description Your own name for what is held.
                 * @example app-1
                 */
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryWithAttemptsView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-01-01T00:00:00.000Z",
                 *       "only": "failed"
                 *     }
                 */
                "application/json": components["schemas"]["ReplayDto"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `business_closed`, `business_suspended`, `wrong_principal`, `no_business`, `not_a_member`, `role_too_low` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["BusinessSuspendedProblem"] | components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["NoBusinessProblem"] | components["schemas"]["NotAMemberProblem"] | components["schemas"]["RoleTooLowProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `webhook_disabled` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WebhookDisabledProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listBusinesses: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only the business with this id in the operator's own system. */
                externalId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OperatorBusinessView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Difference Engines",
                 *       "planCode": "pro",
                 *       "externalId": "crm-7",
                 *       "owner": {
                 *         "email": "charles@example.com",
                 *         "firstName": "Charles",
                 *         "lastName": "Babbage",
                 *         "password": "mill and store 1837"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreateBusinessDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedBusinessView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found`, `unknown_plan` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"] | components["schemas"]["UnknownPlanProblem"];
                };
            };
            /** @description `plan_archived`, `no_default_plan`, `email_taken`, `external_id_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PlanArchivedProblem"] | components["schemas"]["NoDefaultPlanProblem"] | components["schemas"]["EmailTakenProblem"] | components["schemas"]["ExternalIdTakenProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    getBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorBusinessView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    updateBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "externalId": "crm-1042",
                 *       "metadata": {
                 *         "region": "eu"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["EditBusinessDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorBusinessView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `external_id_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExternalIdTakenProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listBusinessMembers: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only people, or only bots. */
                kind?: "human" | "bot";
            };
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OperatorMemberView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    listBusinessKeys: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["BusinessKeyView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    revokeBusinessKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
                /**
                 * @description The id of the key, from the list of keys.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listBusinessInvitations: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InvitationView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    revokeBusinessInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
                /**
                 * @description The id of the invitation, from their list.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    getBusinessSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    setBusinessSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "planCode": "limitless"
                 *     }
                 */
                "application/json": components["schemas"]["PutSubscriptionDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found`, `unknown_plan` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"] | components["schemas"]["UnknownPlanProblem"];
                };
            };
            /** @description `plan_archived`, `business_closed`, `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PlanArchivedProblem"] | components["schemas"]["BusinessClosedProblem"] | components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    deleteBusinessPendingPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `business_closed`, `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    cancelBusinessSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "when": "cycleEnd"
                 *     }
                 */
                "application/json": components["schemas"]["CancelDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `business_closed`, `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    resumeBusinessSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `business_closed`, `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    extendTrial: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "endsAt": "2031-06-01T00:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["ExtendTrialDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `business_closed`, `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listBusinessUpcomingCycles: {
        parameters: {
            query?: {
                /**
                 * @description How many renewals to look ahead, 12 by default.
                 * @example 12
                 */
                cycles?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["UpcomingView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    listBusinessCycles: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CycleView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    previewBusinessPlanChange: {
        parameters: {
            query: {
                /**
                 * @description The plan to show.
                 * @example pro
                 */
                planCode: string;
                /** @description When the change takes effect. The default is that of the change itself. */
                when?: "now" | "cycleEnd";
                /** @description For the present plan: show its newest terms instead of those in force. */
                terms?: "newest";
            };
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanPreviewView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found`, `unknown_plan` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"] | components["schemas"]["UnknownPlanProblem"];
                };
            };
            /** @description `business_closed`, `plan_archived`, `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BusinessClosedProblem"] | components["schemas"]["PlanArchivedProblem"] | components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createReadToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadTokenView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    closeBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorBusinessView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `renewal_failed`, `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalFailedProblem"] | components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    eraseBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasedView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only the person with this address. */
                email?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PersonView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the user, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the user, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "suspended": true
                 *     }
                 */
                "application/json": components["schemas"]["EditUserDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `operator_account` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["OperatorAccountProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    eraseUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the user, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasedPersonView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `operator_account`, `owns_businesses` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["OperatorAccountProblem"] | components["schemas"]["OwnsBusinessesProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listOperatorKeys: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OperatorKeyView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createOperatorKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Backend",
                 *       "scopes": [
                 *         "usage:write",
                 *         "usage:read"
                 *       ],
                 *       "expiresAt": "2100-01-01T00:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["CreateOperatorKeyDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewOperatorKeyView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    rotateOperatorKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the key, from the list of keys.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["RotateOperatorKeyDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewOperatorKeyView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    revokeOperatorKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the key, from the list of keys.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listOperators: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OperatorView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createOperator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "charles@operators.example.com",
                 *       "firstName": "Charles",
                 *       "lastName": "Babbage"
                 *     }
                 */
                "application/json": components["schemas"]["CreateOperatorDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `email_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EmailTakenProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    removeOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the operator, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listOperatorSessions: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The id of the operator, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SessionView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    endOperatorSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the operator, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listCredits: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CreditView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    grantCredit: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again, it is answered as the first time and done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "feature": "recordings",
                 *       "amount": 500,
                 *       "reason": "A sorry for Tuesday"
                 *     }
                 */
                "application/json": components["schemas"]["GrantCreditDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found`, `unknown_feature` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"] | components["schemas"]["UnknownFeatureProblem"];
                };
            };
            /** @description `wrong_feature_kind`, `idempotency_in_progress` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongFeatureKindProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `idempotency_key_reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyKeyReusedProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    voidCredit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the business, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
                /**
                 * @description The id of the grant.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                creditId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listPlans: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PlanView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "team",
                 *       "name": "Team",
                 *       "price": {
                 *         "amount": 9900,
                 *         "currency": "USD"
                 *       },
                 *       "interval": {
                 *         "unit": "month",
                 *         "count": 1
                 *       },
                 *       "limits": {
                 *         "recordings": 20000,
                 *         "applications": 20,
                 *         "seats": 50,
                 *         "export": true
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreatePlanDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unknown_plan`, `unknown_feature` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnknownPlanProblem"] | components["schemas"]["UnknownFeatureProblem"];
                };
            };
            /** @description `code_taken`, `plan_archived`, `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CodeTakenProblem"] | components["schemas"]["PlanArchivedProblem"] | components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The plan’s code.
                 * @example pro
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unknown_plan`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnknownPlanProblem"] | components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    deletePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The plan’s code.
                 * @example team
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unknown_plan`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnknownPlanProblem"] | components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `in_use` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InUseProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    updatePlan: {
        parameters: {
            query?: {
                /** @description Apply the new version to running cycles at once, and not only to the next cycles. */
                runningCycles?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The plan’s code.
                 * @example team
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "price": {
                 *         "amount": 11900,
                 *         "currency": "USD"
                 *       },
                 *       "limits": {
                 *         "recordings": 30000,
                 *         "applications": 20,
                 *         "seats": 50,
                 *         "export": true
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["EditPlanDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unknown_plan`, `unknown_feature`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnknownPlanProblem"] | components["schemas"]["UnknownFeatureProblem"] | components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `immutable`, `in_use`, `plan_archived`, `wrong_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ImmutableProblem"] | components["schemas"]["InUseProblem"] | components["schemas"]["PlanArchivedProblem"] | components["schemas"]["WrongStateProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    archivePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The plan’s code.
                 * @example team
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unknown_plan`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnknownPlanProblem"] | components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `in_use` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InUseProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    unarchivePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The plan’s code.
                 * @example team
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unknown_plan`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnknownPlanProblem"] | components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `plan_archived` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PlanArchivedProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listFeatures: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FeatureView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createFeature: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "transcripts",
                 *       "name": "Transcripts",
                 *       "unit": "transcript",
                 *       "kind": "metered"
                 *     }
                 */
                "application/json": components["schemas"]["CreateFeatureDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeatureView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `code_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CodeTakenProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    updateFeature: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The feature’s key.
                 * @example recordings
                 */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Session recordings"
                 *     }
                 */
                "application/json": components["schemas"]["EditFeatureDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeatureView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unknown_feature`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnknownFeatureProblem"] | components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `managed_feature` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ManagedFeatureProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    getRenewalStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RenewalsView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    runRenewals: {
        parameters: {
            query?: {
                /**
                 * @description Only reports what would be done.
                 * @example true
                 */
                dryRun?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RenewalRunView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `renewal_running` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RenewalRunningProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `clock_wrong`, `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClockWrongProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listTestClocks: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TestClockView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createTestClock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "now": "2026-01-31T12:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["CreateTestClockDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestClockView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    deleteTestClock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the test clock, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `in_use` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InUseProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    advanceTestClock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the test clock, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "2031-06-01T00:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["AdvanceTestClockDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdvancedView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `clock_not_forward` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClockNotForwardProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `too_many_cycles` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyCyclesProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listOperatorWebhooks: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WebhookView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    createOperatorWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://hooks.example.com/tenure",
                 *       "types": [
                 *         "subscription.renewed",
                 *         "subscription.ended"
                 *       ],
                 *       "description": "Provisioning"
                 *     }
                 */
                "application/json": components["schemas"]["CreateWebhookDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhookView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `too_many_webhooks` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyWebhooksProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    getWebhookStanding: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookStandingView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    getOperatorWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    deleteOperatorWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    updateOperatorWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "types": [
                 *         "*"
                 *       ],
                 *       "enabled": true
                 *     }
                 */
                "application/json": components["schemas"]["UpdateWebhookDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    rotateOperatorWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["RotateWebhookDto"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecretView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    testOperatorWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTestView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `webhook_disabled` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WebhookDisabledProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RateLimitedProblem"];
                };
            };
            /** @description `overloaded`, `unavailable`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["OverloadedProblem"] | components["schemas"]["UnavailableProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listOperatorWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                state?: "pending" | "delivered" | "givenUp" | "skipped";
                type?: "business.created" | "business.edited" | "business.suspended" | "business.resumed" | "business.closed" | "business.handed_over" | "business.erased" | "subscription.started" | "subscription.renewed" | "subscription.changed" | "subscription.change_scheduled" | "subscription.cancel_scheduled" | "subscription.resumed" | "subscription.ended" | "subscription.trial_ending" | "usage.threshold_reached" | "credit.granted" | "credit.voided" | "member.added" | "member.changed" | "member.removed" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "bot.created" | "key.created" | "key.rotated" | "key.revoked" | "webhook.disabled" | "webhook.test";
            };
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["DeliveryView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    getOperatorWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
                /**
                 * @description Your own name for what is held.
                 * @example app-1
                 */
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryWithAttemptsView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    replayOperatorWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-01-01T00:00:00.000Z",
                 *       "only": "failed"
                 *     }
                 */
                "application/json": components["schemas"]["ReplayDto"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `webhook_disabled` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WebhookDisabledProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    introspectToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl"
                 *     }
                 */
                "application/json": components["schemas"]["IntrospectDto"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntrospectionView"];
                };
            };
            /** @description `invalid_json`, `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidJsonProblem"] | components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description `unavailable`, `overloaded`, `outcome_unknown` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"] | components["schemas"]["OutcomeUnknownProblem"];
                };
            };
        };
    };
    listOperatorAuditEntries: {
        parameters: {
            query?: {
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description An actor's id, or a kind of actor such as `operator`. */
                actor?: string;
                /** @description Such as `key.revoked`. */
                action?: string;
                /** @description A page as JSON, or everything that fits the filters as CSV. */
                format?: "json" | "csv";
                /** @description From this time on. */
                from?: string;
                /** @description Before this time. */
                to?: string;
                /** @description The log of one business; without, what concerns none, such as plans and operators. */
                businessId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditEntryView"][];
                        /**
                         * @description Hand it back as `cursor` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    listOperatorEvents: {
        parameters: {
            query?: {
                /**
                 * @description Events after this one: the `nextCursor` of the page before, or the number of the last event that you have seen.
                 * @example 0
                 */
                after?: number;
                /** @description Only events of this type. */
                type?: "business.created" | "business.edited" | "business.suspended" | "business.resumed" | "business.closed" | "business.handed_over" | "business.erased" | "subscription.started" | "subscription.renewed" | "subscription.changed" | "subscription.change_scheduled" | "subscription.cancel_scheduled" | "subscription.resumed" | "subscription.ended" | "subscription.trial_ending" | "usage.threshold_reached" | "credit.granted" | "credit.voided" | "member.added" | "member.changed" | "member.removed" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "bot.created" | "key.created" | "key.rotated" | "key.revoked" | "webhook.disabled" | "webhook.test";
                /** @description How many items a page holds at most. Default: 20. */
                limit?: number;
                /** @description Only events of this business. */
                businessId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OperatorEventView"][];
                        /**
                         * @description Hand it back as `after` for the next page; null at the end.
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
    getOperatorEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the event, from a list or from the answer that made it.
                 * @example 019cafe0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorEventView"];
                };
            };
            /** @description `two_credentials`, `validation_failed`, `bad_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TwoCredentialsProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadRequestProblem"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description `wrong_principal`, `scope_missing` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongPrincipalProblem"] | components["schemas"]["ScopeMissingProblem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `unavailable`, `overloaded` */
            503: {
                headers: {
                    /** @description Seconds to wait before asking again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnavailableProblem"] | components["schemas"]["OverloadedProblem"];
                };
            };
        };
    };
}
