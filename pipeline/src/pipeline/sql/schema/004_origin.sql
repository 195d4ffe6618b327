-- Where a row comes from, so that its log lines can say so. Rows from before don't know.
ALTER TABLE facebook_test.generated_feeds
    ADD COLUMN IF NOT EXISTS product_id text,
    ADD COLUMN IF NOT EXISTS feed_request_id bigint;
