SELECT count(*) AS count, clock_timestamp() AS now
FROM facebook_test.generated_feeds
WHERE status = 'GENERATION_FAIL'
    AND coalesce(generated_json::text, 'null') <> 'null'
    AND (%(outfeed_id)s::text IS NULL OR outfeed_id = %(outfeed_id)s)
    AND (%(user_sub)s::text IS NULL OR user_sub = %(user_sub)s)
    AND (%(feed_ids)s::text[] IS NULL OR id::text = ANY(%(feed_ids)s))
    AND (%(reason)s::text IS NULL OR strpos(lower(error_message), lower(%(reason)s)) > 0)
