-- name: ByState :many
SELECT id FROM users WHERE state = ANY($1::mood[]);
