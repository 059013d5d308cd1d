-- name: CreatePartitions :exec
SELECT
    count_metric('event_lookup', @date::date),
    count_metric('events', @date::date);
