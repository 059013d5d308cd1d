-- name: Total :one
SELECT account_total($1);
