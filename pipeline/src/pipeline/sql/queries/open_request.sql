INSERT INTO facebook_test.feed_requests (
    user_sub, request_key, user_template_id, outfeed_id, template_json, fields
)
VALUES (
    %(user_sub)s, %(request_key)s, %(template_id)s, %(outfeed_id)s, %(template)s, %(fields)s
)
ON CONFLICT (user_sub, request_key) DO NOTHING
RETURNING id, turn
