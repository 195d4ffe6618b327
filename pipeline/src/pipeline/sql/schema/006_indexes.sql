-- Indexes of tables that may be large and busy. Built CONCURRENTLY, each statement by itself:
-- nobody waits for them.

CREATE INDEX CONCURRENTLY IF NOT EXISTS generated_feeds_outfeed
    ON facebook_test.generated_feeds (outfeed_id, status);

-- What a sweep looks for: leases that are over, rows that wait.
CREATE INDEX CONCURRENTLY IF NOT EXISTS generated_feeds_leased
    ON facebook_test.generated_feeds (lease_until) WHERE status = 'GENERATING';
CREATE INDEX CONCURRENTLY IF NOT EXISTS generated_feeds_waiting
    ON facebook_test.generated_feeds (updated_at) WHERE status = 'PROCESSED';

CREATE INDEX CONCURRENTLY IF NOT EXISTS generated_feeds_fingerprint
    ON facebook_test.generated_feeds (user_sub, fingerprint) WHERE status = 'GENERATED';

-- The next chunk of a user's products begins after the last one's id.
CREATE INDEX CONCURRENTLY IF NOT EXISTS products_user_sub_id
    ON facebook_test.products (user_sub, id);

-- What pipeline status and retry look for: a feed's rows, those of no request, those that failed.
CREATE INDEX CONCURRENTLY IF NOT EXISTS generated_feeds_feed
    ON facebook_test.generated_feeds (user_sub, (outfeed_id::text));
CREATE INDEX CONCURRENTLY IF NOT EXISTS generated_feeds_of_no_request
    ON facebook_test.generated_feeds (updated_at) WHERE feed_request_id IS NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS generated_feeds_failed
    ON facebook_test.generated_feeds (updated_at) WHERE status = 'GENERATION_FAIL';
