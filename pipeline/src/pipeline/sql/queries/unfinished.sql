-- Whether something is left to do, also in feeds that are not shown.
SELECT
    EXISTS (
        SELECT FROM facebook_test.feed_requests
        WHERE finished_at IS NULL
            AND (%(outfeed_id)s::text IS NULL OR outfeed_id = %(outfeed_id)s)
            AND (%(user_sub)s::text IS NULL OR user_sub = %(user_sub)s)
    )
    OR EXISTS (
        SELECT FROM facebook_test.generated_feeds
        WHERE status = 'GENERATING'
            AND (%(outfeed_id)s::text IS NULL OR outfeed_id::text = %(outfeed_id)s)
            AND (%(user_sub)s::text IS NULL OR user_sub = %(user_sub)s)
    )
    OR EXISTS (
        SELECT FROM facebook_test.generated_feeds
        WHERE status = 'PROCESSED'
            AND (
                %(outfeed_id)s::text IS NOT NULL
                OR updated_at > clock_timestamp() - %(days)s * interval '1 day'
            )
            AND (%(outfeed_id)s::text IS NULL OR outfeed_id::text = %(outfeed_id)s)
            AND (%(user_sub)s::text IS NULL OR user_sub = %(user_sub)s)
    ) AS unfinished
