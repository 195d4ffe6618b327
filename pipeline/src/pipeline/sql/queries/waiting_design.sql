SELECT generated_json::text AS design
FROM facebook_test.generated_feeds
WHERE id = %(feed_id)s
    AND status = 'PROCESSED'
    AND generated_json::text <> 'null'
