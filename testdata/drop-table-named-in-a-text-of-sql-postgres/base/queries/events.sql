-- name: CreatePartitions :exec
SELECT
    create_range_partition('event_lookup', @date::date),
    create_range_partition('events', @date::date);
