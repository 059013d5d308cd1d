-- name: Total :one
SELECT average_total($1);
