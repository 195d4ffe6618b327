-- When a row's last message was sent, also where all are sent already.
CREATE INDEX CONCURRENTLY IF NOT EXISTS feed_outbox_feed
    ON facebook_test.feed_outbox ((payload #>> '{data,generated_feed_id}'));

-- The next entry of each user, of those that belong to no request.
CREATE INDEX CONCURRENTLY IF NOT EXISTS feed_outbox_unsent_user
    ON facebook_test.feed_outbox (user_sub, id)
    WHERE feed_request_id IS NULL AND sent_at IS NULL;
