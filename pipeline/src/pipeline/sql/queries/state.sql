SELECT status, coalesce(generated_json::text, 'null') <> 'null' AS has_design
FROM facebook_test.generated_feeds
WHERE id = %(feed_id)s
