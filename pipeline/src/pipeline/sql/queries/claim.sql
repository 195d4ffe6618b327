UPDATE facebook_test.generated_feeds
SET status = 'GENERATING', updated_at = clock_timestamp()
WHERE id = %(feed_id)s AND status = 'PROCESSED' AND generated_json::text <> 'null'
RETURNING id, generated_json::text AS design, outfeed_id, user_sub
