INSERT INTO facebook_test.generated_feeds (
    generated_json, outfeed_id, user_template_id, user_sub, status, issues,
    product_id, feed_request_id
)
VALUES %s
RETURNING id::text
