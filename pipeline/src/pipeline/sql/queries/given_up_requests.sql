-- Requests that were given up, unless the same feed was asked for again and came to its end.
SELECT id, user_sub, outfeed_id, row_count AS rows, error_message AS reason
FROM facebook_test.feed_requests AS request
WHERE finished_at IS NOT NULL
    AND error_message IS NOT NULL
    AND (%(outfeed_id)s::text IS NULL OR outfeed_id = %(outfeed_id)s)
    AND (%(user_sub)s::text IS NULL OR user_sub = %(user_sub)s)
    AND NOT EXISTS (
        SELECT FROM facebook_test.feed_requests AS later
        WHERE later.user_sub = request.user_sub
            AND later.outfeed_id = request.outfeed_id
            AND later.user_template_id = request.user_template_id
            AND later.id > request.id
            AND later.finished_at IS NOT NULL
            AND later.error_message IS NULL
    )
ORDER BY id DESC
LIMIT %(limit)s
