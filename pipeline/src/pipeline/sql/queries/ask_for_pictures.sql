INSERT INTO facebook_test.feed_outbox (feed_request_id, user_sub, payload)
SELECT
    %(feed_request_id)s,
    %(user_sub)s,
    jsonb_strip_nulls(
        jsonb_build_object(
            'type', 'generate',
            'data', jsonb_build_object('generated_feed_id', feed_id),
            'traceparent', %(traceparent)s::text
        )
    )
FROM unnest(%(feed_ids)s) WITH ORDINALITY AS made (feed_id, place)
ORDER BY place
