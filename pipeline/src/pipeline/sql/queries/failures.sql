-- Failed rows by reason. What differs from row to row (addresses, quoted names, numbers) is left
-- out, so that a thousand products without a picture are one line.
WITH failed AS (
    SELECT
        id::text AS id,
        coalesce(error_message, 'no reason is recorded') AS message
    FROM facebook_test.generated_feeds
    WHERE status = 'GENERATION_FAIL'
        AND (
            %(outfeed_id)s::text IS NOT NULL
            OR updated_at > clock_timestamp() - %(days)s * interval '1 day'
        )
        AND (%(outfeed_id)s::text IS NULL OR outfeed_id = %(outfeed_id)s)
        AND (%(user_sub)s::text IS NULL OR user_sub = %(user_sub)s)
)
SELECT
    regexp_replace(
        regexp_replace(message, '\w+://\S+|''[^'']*''|"[^"]*"', '…', 'g'), '\d+', 'N', 'g'
    ) AS reason,
    count(*) AS count,
    min(message) AS example,
    min(id) AS example_id
FROM failed
GROUP BY reason
ORDER BY count DESC, reason
LIMIT %(limit)s
